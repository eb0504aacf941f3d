package dev.postcar.internal.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.MigrationId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Classes of managed views: found beside the migrations, and refused in one line each. */
final class ViewLoadingTest {

  @TempDir private Path directory;
  private Workshop workshop;

  @BeforeEach
  void open() {
    workshop = new Workshop(directory).migration("app.M0001_A");
  }

  private static String view(String up, String down) {
    return "public class V extends View { public String up() { "
        + up
        + " } public String down() { "
        + down
        + " } }";
  }

  private static String sound(String member) {
    return view(
        "return \"create view v as select 1\";",
        "return \"drop view v\";" + " } " + member + " { ");
  }

  static String[][] faults() {
    String down = "return \"drop view v\";";
    return new String[][] {
      {sound("private V() {}; void x()"), "it has no public constructor without parameters"},
      {sound("void x()").replace("public class", "class"), "it is not public"},
      {view("return null;", down), "up() returns null: return the SQL that creates the view"},
      {view("return \" \";", down), "up() returns blank SQL"},
      {view("return \"-- later\";", down), "up() returns only comments"},
      {view("return \"select 1\";", "return null;"), "down() returns null"},
      {view("return \"select \" + System.nanoTime();", down), "up() returns different text"},
      {view("throw new IllegalStateException(\"x\");", down), "up() throws"},
      {
        view("return \"select 1;\\nCOMMIT\";", down),
        "up(), line 2: remove \"commit\": postcar opens and commits"
      },
      {
        view("return \"create index concurrently i on m (a)\";", down),
        "cannot run in a transaction"
      },
      {"@Since " + sound("void x()"), "its @Since must name one migration"},
      {
        "@Until(value = M0001_A.class, name = \"app.M0002_B\") " + sound("void x()"),
        "its @Until must name one migration"
      },
    };
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aFaultyViewIsRefusedInOneLineThatNamesIt(String declaration, String problem) {
    workshop.source("app.V", declaration);
    assertThat(Workshop.refusal(workshop.fromSources("app")))
        .startsWith("app.V: ")
        .contains(problem)
        .hasLineCount(1);
  }

  @Test
  void aViewNamedLikeAMigrationIsRefused() {
    workshop.source("app.M0002_V", sound("void x()").replace("class V", "class M0002_V"));
    assertThat(Workshop.refusal(workshop.fromSources("app")))
        .contains("it is a view named like a migration: rename the class");
  }

  @Test
  void rebuildsNeedsATransaction() {
    workshop
        .source("app.V", sound("void x()"))
        .source(
            "app.M0002_B", "@NonTransactional @Rebuilds(V.class) " + Workshop.sound("app.M0002_B"));
    assertThat(Workshop.refusal(workshop.fromSources("app")))
        .startsWith("app.M0002_B: it is @NonTransactional and has @Rebuilds");
  }

  @Test
  void anOutlineHoldsTheViewsAndAChangeMakesItVoid() throws Exception {
    workshop
        .source("app.W", sound("void x()").replace("class V", "class W"))
        .source(
            "app.V",
            "@Uses(W.class) @Since(M0001_A.class) @Until(name = \"app.M0002_B\") "
                + sound("void x()"))
        .source("app.M0002_B", "@Rebuilds(names = \"app.V\") " + Workshop.sound("app.M0002_B"))
        .source("app.Base", "public abstract class Base extends View {}");
    Migrations first = Migrations.of(workshop.fromSources("app"));
    assertThat(first.areLoaded()).isTrue();
    Migrations second = Migrations.of(workshop.fromSources("app"));
    assertThat(second.areLoaded()).isFalse();
    assertThat(second.views()).hasSize(2);
    AvailableView known = second.views().get(0);
    assertThat(known.upSql()).isNull();
    assertThat(known)
        .usingRecursiveComparison()
        .ignoringFields("upSql", "downSql")
        .isEqualTo(first.views().get(0));
    assertThat(known.uses()).containsExactly(MigrationId.of("app.W"));
    assertThat(known.until()).isEqualTo(MigrationId.of("app.M0002_B"));
    assertThat(second.known().get(1).rebuilds()).containsExactly(MigrationId.of("app.V"));
    second.loaded(List.of(MigrationId.of("app.V")));
    assertThat(second.areLoaded()).isFalse();
    assertThat(second.views().get(0).upSql()).isEqualTo("create view v as select 1");
    assertThat(second.views().get(1).upSql()).isNull();
    Path file = workshop.sources.resolve("app/V.java");
    Files.writeString(file, Files.readString(file).replace("select 1", "select 2"));
    assertThat(Migrations.of(workshop.fromSources("app")).views().get(0).checksum())
        .isNotEqualTo(known.checksum());
  }
}
