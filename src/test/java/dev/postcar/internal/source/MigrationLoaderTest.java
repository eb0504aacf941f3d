package dev.postcar.internal.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.MigrationId;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MigrationLoaderTest {

  @TempDir private Path directory;
  private Workshop workshop;

  @BeforeEach
  void open() {
    workshop = new Workshop(directory);
  }

  @Test
  void ordersBySequenceAsANumberWithinPackagesInTheirConfiguredOrder() {
    workshop
        .migration("shop.M10000_D")
        .migration("shop.M0002_B")
        .migration("shop.M00003_C")
        .migration("shop.M20261120193000_E")
        .migration("bank.M0001_A");

    assertThat(workshop.loaded("shop", "bank", "shop"))
        .containsExactly(
            "shop.M0002_B",
            "shop.M00003_C",
            "shop.M10000_D",
            "shop.M20261120193000_E",
            "bank.M0001_A");
  }

  @Test
  void readsAllThatASqlMigrationSays() {
    workshop
        .migration("bank.M0001_Y")
        .source(
            "shop.M0001_X",
            """
            @NonTransactional
            @Requires(value = bank.M0001_Y.class, names = {" old.M0009_Z ", "bank.M0001_Y"})
            @Timeouts(lock = "2s", statement = "off")
            public class M0001_X extends Migration {
              @Override public String forward() { return " select  1 -- one\\n"; }
              @Override public String rollback() { return "select 2"; }
            }
            """);

    AvailableMigration migration = MigrationLoader.load(workshop.fromSources("shop")).get(0);

    assertThat(migration.id()).isEqualTo(new MigrationId("shop", "M0001_X"));
    assertThat(migration.forwardSql()).isEqualTo(" select  1 -- one\n");
    assertThat(migration.rollbackSql()).isEqualTo("select 2");
    assertThat(migration.checksum()).isEqualTo(Checksum.of("select 1"));
    assertThat(migration.code()).isFalse();
    assertThat(migration.reversible()).isTrue();
    assertThat(migration.transactional()).isFalse();
    assertThat(migration.requires())
        .containsExactly(MigrationId.of("bank.M0001_Y"), MigrationId.of("old.M0009_Z"));
    assertThat(migration.lockTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(migration.statementTimeout()).isEqualTo(Duration.ZERO);
  }

  @Test
  void leavesOutWhatASqlMigrationDoesNotSay() {
    AvailableMigration migration =
        MigrationLoader.load(workshop.migration("shop.M0001_X").fromSources("shop")).get(0);

    assertThat(migration.rollbackSql()).isNull();
    assertThat(migration.reversible()).isFalse();
    assertThat(migration.transactional()).isTrue();
    assertThat(migration.requires()).isEmpty();
    assertThat(migration.lockTimeout()).isNull();
    assertThat(migration.statementTimeout()).isNull();
  }

  @Test
  void readsCodeMigrations() {
    workshop
        .source(
            "shop.Reversible",
            "abstract class Reversible extends CodeMigration {"
                + " @Override public void rollback(Context c) {} }")
        .source("shop.M0001_Plain", code("M0001_Plain", "CodeMigration", ""))
        .source(
            "shop.M0002_Versioned",
            code("M0002_Versioned", "CodeMigration", "public String version() { return \"7\"; }"))
        .source("shop.M0003_Inherited", code("M0003_Inherited", "Reversible", ""))
        .source(
            "shop.M0004_Own",
            code("M0004_Own", "CodeMigration", "public void rollback(Context c) {}"));

    List<AvailableMigration> all = MigrationLoader.load(workshop.fromSources("shop"));

    assertThat(all).allMatch(AvailableMigration::code).allMatch(one -> one.forwardSql() == null);
    assertThat(all)
        .extracting(AvailableMigration::checksum)
        .containsExactly(null, Checksum.of("7"), null, null);
    assertThat(all)
        .extracting(AvailableMigration::reversible)
        .containsExactly(false, false, true, true);
  }

  private static String code(String name, String base, String member) {
    return "public class "
        + name
        + " extends "
        + base
        + " { @Override public void forward(Context c) {} "
        + member
        + " }";
  }

  @Test
  @ResourceLock(Resources.SYSTEM_OUT)
  void keepsWhatMigrationsPrintOffTheStandardOutput() {
    workshop.source(
        "shop.M0001_X",
        "public class M0001_X extends Migration { static { System.out.print(\"<init>\"); }"
            + " @Override public String forward() { System.out.print(\"<call>\");"
            + " return \"select 1\"; } }");
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    ByteArrayOutputStream aside = new ByteArrayOutputStream();
    PrintStream ours = new PrintStream(printed, true, StandardCharsets.UTF_8);
    try {
      System.setOut(ours);
      System.setErr(new PrintStream(aside, true, StandardCharsets.UTF_8));
      MigrationLoader.load(workshop.fromSources("shop"));
      assertThat(System.out).isSameAs(ours);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }

    assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(aside.toString(StandardCharsets.UTF_8)).isEqualTo("<init><call><call>");
  }

  @Test
  void givesTheStandardOutputBackAfterLoadsWithinLoads() {
    PrintStream out = System.out;

    PrintStream inside = StdoutRedirect.during(() -> StdoutRedirect.during(() -> System.out));

    assertThat(inside).isSameAs(System.err);
    assertThat(System.out).isSameAs(out);
  }

  @Test
  void refusesNoPackageAtAll() {
    assertThat(Workshop.misconfiguration(workshop.fromSources()))
        .contains("No package is configured");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "shop-migrations", "shop..x", "shop.class", "1shop", "shop/x"})
  void refusesWhatIsNoPackageName(String name) {
    assertThat(Workshop.misconfiguration(workshop.fromSources(name)))
        .isEqualTo("\"" + name + "\" is not the name of a Java package.");
  }

  @Test
  void refusesPlacesThatAreNotThere() {
    Path gone = directory.resolve("gone");
    Path file = workshop.sources.resolve(".keep");

    assertThat(Workshop.misconfiguration(workshop.fromClasses(List.of(gone), "shop")))
        .isEqualTo("classpath: " + gone + " does not exist.");
    assertThat(Workshop.misconfiguration(sources(gone)))
        .isEqualTo("sources: " + gone + " does not exist.");
    assertThat(Workshop.misconfiguration(sources(file)))
        .isEqualTo("sources: " + file + " is not a directory.");
  }

  private SourceRequest sources(Path path) {
    return new SourceRequest(
        List.of("shop"), List.of(), List.of(path), Workshop.parent(), workshop.cache);
  }

  @Test
  void ofAPackageWithoutMigrationsSaysWhereItLookedAndWhichOneIsNear() {
    workshop.migration("shop.migrations.M0001_X").source("shop.empty.Row", "record Row() {}");
    Path jar = workshop.jar(workshop.classes(workshop.sources, "classes"), "shop.jar");

    assertThat(Workshop.refusal(workshop.fromSources("shop.migration")))
        .hasLineCount(1)
        .contains("Package shop.migration has no migration.", "sources " + workshop.sources)
        .contains("the caller's class path. Did you mean shop.migrations?");
    assertThat(Workshop.refusal(workshop.fromClasses(List.of(jar), "shop.empty")))
        .contains("classpath " + jar);
    assertThat(Workshop.refusal(workshop.fromSources("shop.migrations", "shop.empty")))
        .startsWith("Package shop.empty has no migration.");
  }
}
