package dev.postcar.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.junit.failing.M0001_Count;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On the embedded server. */
final class PostcarTestTest {

  @BeforeEach
  void forget() {
    Samples.DATABASES.clear();
  }

  /** Our databases on the embedded server other than templates. */
  private static List<List<String>> left() throws SQLException {
    return TestServer.of("")
        .maker()
        .query("select datname from pg_database where datname ~ '^postcar_junit_[0-9a-f]{8}_'");
  }

  private static void passes(Run run, int tests, int databases) throws SQLException {
    assertThat(run.failures()).isEmpty();
    assertThat(run.succeeded()).isEqualTo(tests);
    assertThat(Samples.DATABASES).hasSize(databases);
    assertThat(left()).isEmpty();
  }

  /** The build runs these tests on both lines of JUnit. */
  @Test
  void runsOnTheLineOfJunitThatTheBuildWants() throws Exception {
    Class<?> engine = Class.forName("org.junit.jupiter.engine.JupiterTestEngine");
    String place = engine.getProtectionDomain().getCodeSource().getLocation().toString();

    assertThat(place).contains("junit-jupiter-engine-" + System.getProperty("expected.junit", ""));
  }

  @Test
  void eachMethodHasADatabaseThatIsTheSameInConstructorLifecycleAndTest() throws SQLException {
    passes(Run.of(Samples.PerMethod.class), 3, 3);
  }

  @Test
  void subclassesInherit() throws SQLException {
    passes(Run.of(Samples.Inheriting.class), 3, 3);
  }

  @Test
  void theTestsOfAClassCanShareADatabase() throws SQLException {
    passes(Run.of(Samples.PerClass.class), 3, 1);
  }

  @Test
  void nestedClassesInheritOrNamePackagesOfTheirOwn() throws SQLException {
    Run run = Run.of(Samples.Outer.class);

    assertThat(run.succeeded()).isEqualTo(1);
    // Whose packages win in methods of the outer class: those of the class that runs.
    assertThat(run.failures()).singleElement().asString().contains("\"book\" does not exist");
    assertThat(left()).isEmpty();
  }

  @Test
  void parallelTestsHaveADatabaseEach() throws SQLException {
    Map<String, String> parallel =
        Map.of(
            "junit.jupiter.execution.parallel.enabled", "true",
            "junit.jupiter.execution.parallel.mode.default", "concurrent",
            "junit.jupiter.execution.parallel.config.strategy", "fixed",
            "junit.jupiter.execution.parallel.config.fixed.parallelism", "4");

    passes(Run.of(parallel, Samples.Parallel.class), 4, 4);
  }

  @Test
  void parallelClassesShareATemplateAndNothingElse() throws SQLException {
    Map<String, String> parallel =
        Map.of(
            "junit.jupiter.execution.parallel.enabled", "true",
            "junit.jupiter.execution.parallel.mode.default", "concurrent");

    passes(
        Run.of(parallel, Samples.PerMethod.class, Samples.PerClass.class, Samples.Leaking.class),
        10,
        8);
    assertThat(templates()).doesNotHaveDuplicates();
  }

  private static List<List<String>> templates() throws SQLException {
    return TestServer.of("")
        .maker()
        .query("select datname from pg_database where datname like 'postcar_junit_template%'");
  }

  @Test
  void aMigrationThatFailsIsRunOnceAndFailsEachClassShortly() throws SQLException {
    List<List<String>> before = templates();
    List<Throwable> failures = Run.of(Samples.Failing.class, Samples.FailingToo.class).failures();
    Throwable later = Run.of(Samples.Failing.class).failures().get(0);

    assertThat(failures).hasSize(2);
    assertThat(failures.get(0).getMessage())
        .startsWith(
            "@PostcarTest on dev.postcar.junit.Samples$Failing:"
                + " dev.postcar.junit.failing.M0002_Wrong")
        .contains("relation \"nowhere\" does not exist", "\nState: ", "\nNext: fix the migration")
        .hasLineCount(later.getMessage().split("\n").length)
        .doesNotContain("M0001");
    assertThat(failures.get(0).getMessage().lines().count()).isLessThan(10);
    assertThat(failures.get(0)).hasNoCause();
    assertThat(failures.get(1)).hasMessageContaining("\"nowhere\" does not exist");
    assertThat(later).hasMessageContaining("\"nowhere\" does not exist");
    assertThat(M0001_Count.RUNS).hasValue(1);
    assertThat(left()).isEmpty();
    assertThat(templates()).isEqualTo(before);
  }

  @Test
  void aPackageWithoutMigrationsIsAFailure() {
    assertThat(Run.of(Samples.Empty.class).failures())
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure.getMessage())
                    .isEqualTo(
                        """
                        @PostcarTest on dev.postcar.junit.Samples$Empty: Package dev.postcar.junit.shp has no migration. \
                        Looked in the caller's class path. Did you mean dev.postcar.junit.shop?
                        Next: fix the packages of @PostcarTest or the migrations in them.\
                        """));
  }

  @Test
  void aParameterOutsideAMethodNeedsTheScopeOfAClass() {
    assertThat(Run.of(Samples.ConnectionOutsideMethods.class).failures())
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure)
                    .hasMessageContaining("Next: add scope = Scope.CLASS to @PostcarTest"));
  }

  @Test
  void connectionsThatATestLeavesOpenDoNotHinder() throws SQLException {
    passes(Run.of(Samples.Leaking.class), 4, 4);
    assertThat(
            TestServer.of("")
                .maker()
                .query(
                    "select pid from pg_stat_activity where application_name = 'postcar-junit"
                        + " test'"))
        .isEmpty();
  }

  @Test
  void sqlFilesWorkAndSettingsOfTheDatabaseAreCopied() throws SQLException {
    passes(Run.of(Samples.SqlFiles.class), 1, 1);
  }

  @Test
  void aHundredTestsHaveAHundredDatabasesOfOneTemplate() throws SQLException {
    passes(Run.of(Samples.Hundred.class), 100, 100);
  }

  @Test
  void soundMigrationsPassTheAssertions() {
    Run run = Run.of(Samples.Sound.class);

    assertThat(run.failures()).isEmpty();
    assertThat(run.succeeded()).isEqualTo(1);
  }

  @Test
  void findingsFailTheTestWithTheirTextUnlessTheyAreAllowed() {
    Run run = Run.of(Samples.Unsound.class);

    assertThat(run.succeeded()).isEqualTo(1);
    assertThat(run.failureOf("reversible"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("dev.postcar.junit.broken.M0002_AddLine")
        .hasMessageContaining("rollback leaves")
        .hasMessageContaining("line");
    for (String method : List.of("hazard", "anotherAllowed")) {
      assertThat(run.failureOf(method))
          .isInstanceOf(AssertionError.class)
          .hasMessageStartingWith("1 hint of level danger or above:\n")
          .hasMessageContaining(
              "dev.postcar.junit.broken.M0003_IndexLine, statement 1 [create-index-blocks-writes]"
                  + " danger: ")
          .hasMessageContaining("create index log_line_idx on log (line)");
    }
  }
}
