package dev.postcar.internal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The outline tells the same as loading would, or nothing at all. */
final class MigrationsTest {

  @TempDir Path root;
  private Workshop workshop;

  @BeforeEach
  void three() {
    workshop =
        new Workshop(root)
            .migration("a.M0001_One")
            .source(
                "a.M0002_Two",
                "@NonTransactional @AllowHazard(value = \"vacuum-full\", because = \"at\\n night\")"
                    + " @Timeouts(lock = \"3s\", statement = \"off\")"
                    + " @Requires(names = \"b.M0001_B\") public class M0002_Two extends Migration {"
                    + " public String forward() { return \"vacuum\"; }"
                    + " public String rollback() { return \"analyze\"; } }")
            .source(
                "a.M0003_Code",
                "public class M0003_Code extends CodeMigration { public void forward(Context c) {}"
                    + " public String version() { return \"2\"; } }")
            .migration("b.M0001_B");
  }

  @Test
  void theSecondTimeNothingIsLoadedAndTheSameIsKnown() {
    List<AvailableMigration> loaded = of("b", "a").known();
    Migrations second = of("b", "a");
    assertThat(second.areLoaded()).isFalse();
    assertThat(second.known().get(2).allows())
        .containsExactly(new AllowedHazard("vacuum-full", "at night"));
    assertThat(second.known()).isEqualTo(loaded.stream().map(MigrationsTest::withoutSql).toList());
    assertThat(second.loaded())
        .extracting(AvailableMigration::forwardSql)
        .isEqualTo(loaded.stream().map(AvailableMigration::forwardSql).toList());
    assertThat(second.areLoaded()).isTrue();
  }

  @Test
  void someAreLoadedByNameAndTheOthersStayAsTheyAreKnown() {
    List<AvailableMigration> loaded = of("b", "a").known();
    List<AvailableMigration> some =
        of("b", "a").loaded(List.of(MigrationId.of("a.M0001_One"), MigrationId.of("a.M0003_Code")));
    assertThat(some).extracting(AvailableMigration::id).isEqualTo(ids(loaded));
    assertThat(some)
        .filteredOn(one -> one.instance() != null)
        .extracting(one -> one.id().name(), AvailableMigration::forwardSql)
        .containsExactly(tuple("M0001_One", "select 1"), tuple("M0003_Code", null));
  }

  @Test
  void aClassIsLoadedOnceHoweverOftenARunPlans() {
    of("b", "a");
    Migrations migrations = of("b", "a");
    MigrationId one = MigrationId.of("a.M0001_One");
    MigrationId code = MigrationId.of("a.M0003_Code");
    Object first = instance(migrations.loaded(List.of(one, code)), code);
    assertThat(instance(migrations.loaded(List.of(one, code)), code)).isNotNull().isSameAs(first);
    assertThat(instance(migrations.loaded(List.of(code)), code)).isSameAs(first);
    List<AvailableMigration> more =
        migrations.loaded(List.of(code, one, MigrationId.of("b.M0001_B")));
    assertThat(more).filteredOn(any -> any.instance() != null).hasSize(3);
    assertThat(migrations.areLoaded()).isFalse();
  }

  private static Object instance(List<AvailableMigration> migrations, MigrationId id) {
    return migrations.stream().filter(one -> one.id().equals(id)).findFirst().get().instance();
  }

  private static List<MigrationId> ids(List<AvailableMigration> migrations) {
    return migrations.stream().map(AvailableMigration::id).toList();
  }

  @Test
  void anEditAnotherPackageOrAnotherOrderIsLoadedAnew() {
    of("a", "b");
    assertThat(of("b", "a").areLoaded()).isTrue();
    assertThat(of("b").areLoaded()).isTrue();
    assertThat(of("a", "b").areLoaded()).isFalse();
    workshop.source(
        "b.M0001_B",
        "public class M0001_B extends Migration { public String forward() { return \"select 2\"; } }");
    assertThat(of("a", "b").areLoaded()).isTrue();
    workshop.migration("b.M0002_New");
    assertThat(of("a", "b").known()).hasSize(5);
  }

  @Test
  void aClassThatIsCompiledAgainIsLoadedAnew() {
    Path classes = workshop.classes(workshop.sources, "classes");
    SourceRequest request = workshop.fromClasses(List.of(classes), "b");
    assertThat(Migrations.of(request).areLoaded()).isTrue();
    assertThat(Migrations.of(request).areLoaded()).isFalse();
    workshop.source(
        "b.M0001_B",
        "public class M0001_B extends Migration { public String forward() { return \"select 3\"; } }");
    workshop.classes(workshop.sources, "classes");
    assertThat(Migrations.of(request).areLoaded()).isTrue();
  }

  @Test
  void aLinkThatPointsElsewhereAndAChangedResourceAreLoadedAnew() throws IOException {
    Path first = workshop.classes(workshop.sources, "release1");
    workshop.migration("b.M0002_New");
    Path second = workshop.classes(workshop.sources, "release2");
    Path current = Files.createSymbolicLink(root.resolve("current"), first);
    SourceRequest request = workshop.fromClasses(List.of(current), "b");
    assertThat(Migrations.of(request).known()).hasSize(1);
    assertThat(Migrations.of(request).areLoaded()).isFalse();
    Files.delete(current);
    Files.createSymbolicLink(current, second);
    assertThat(Migrations.of(request).known()).hasSize(2);
    assertThat(Migrations.of(request).areLoaded()).isFalse();
    Workshop.write(second.resolve("b/text.sql"), "select 1");
    assertThat(Migrations.of(request).areLoaded()).isTrue();
  }

  @Test
  void aBrokenOutlineIsNone() throws IOException {
    of("a", "b");
    Path outline = outline();
    byte[] content = Files.readAllBytes(outline);
    for (int cut : new int[] {0, 10, 40, content.length - 1}) {
      Files.write(outline, java.util.Arrays.copyOf(content, cut));
      assertThat(of("a", "b").areLoaded()).as("cut at %d", cut).isTrue();
    }
    content[content.length / 2] ^= 1;
    Files.write(outline, content);
    assertThat(of("a", "b").areLoaded()).isTrue();
    assertThat(of("a", "b").areLoaded()).isFalse();
  }

  @Test
  void aCacheThatCannotBeWrittenCostsTimeOnly() {
    Workshop.write(root.resolve("cache"), "a file in its place");
    assertThat(of("a", "b").known()).hasSize(4);
    assertThat(of("a", "b").areLoaded()).isTrue();
  }

  private Path outline() throws IOException {
    try (Stream<Path> files = Files.list(workshop.cache)) {
      return files.filter(file -> file.toString().endsWith(".outline")).findFirst().orElseThrow();
    }
  }

  private Migrations of(String... packages) {
    return Migrations.of(workshop.fromSources(packages));
  }

  private static AvailableMigration withoutSql(AvailableMigration one) {
    return new AvailableMigration(
        one.id(),
        null,
        null,
        null,
        one.checksum(),
        one.code(),
        one.reversible(),
        one.transactional(),
        one.requires(),
        one.replaces(),
        one.lockTimeout(),
        one.statementTimeout(),
        List.of(),
        one.allows());
  }

  @Test
  void anInterruptWhileCompilingIsNoFaultOfTheSources() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> of("a"))
          .isInstanceOf(PostcarException.Interrupted.class)
          .hasMessage("Interrupted while compiling. Nothing was changed.")
          .satisfies(e -> assertThat(((PostcarException) e).exitCode()).isEqualTo(130));
    } finally {
      assertThat(Thread.interrupted()).as("the thread stays interrupted").isTrue();
    }
    assertThat(of("a").known()).hasSize(3);
  }

  @Test
  void aThreadThatIsInterruptedAtAnyMomentOfTheLoadingIsSaidToBe() throws Exception {
    for (int round = 0; round < 8; round++) {
      workshop.migration("a.M1%03d_Round".formatted(round));
      Object[] came = new Object[1];
      Thread loading =
          new Thread(
              () -> {
                try {
                  came[0] = of("b", "a");
                } catch (RuntimeException e) {
                  came[0] = e;
                }
              });
      loading.start();
      Thread.sleep(15L * (round + 1));
      loading.interrupt();
      loading.join();
      assertThat(came[0]).isInstanceOfAny(Migrations.class, PostcarException.Interrupted.class);
    }
  }
}
