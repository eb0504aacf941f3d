package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.cli.CommandLineFixture.Ran;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A squash that stands for migrations whose classes are gone, on each kind of database. */
final class ReplacesTest {

  private static final String MIGRATION_ROWS =
      "select name, state, reverted_at is null from _postcar.migration order by id";

  private final CommandLineFixture fixture = new CommandLineFixture().three();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void aDatabaseThatHasAllOfThemRecordsItWithoutRunning() {
    fixture.run("migrate");
    squash();
    Ran plan = fixture.run("migrate", "--plan", "-v");
    assertThat(plan.out()).startsWith("would record app.M0002_Both\nwould apply app.M0004_Four\n");
    Ran status = fixture.run("status");
    assertThat(fixture.normal(status.out()))
        .isEqualTo(
            """
            Database DB on SERVER, namespace _postcar
            applied     app.M0001_One    WHEN  TIME
            applied     app.M0002_Two    WHEN  TIME
            pending     app.M0002_Both
            applied     app.M0003_Three  WHEN  TIME
            pending     app.M0004_Four
            3 applied, 2 pending.
            """);
    Ran ran = fixture.run("migrate");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(fixture.normal(ran.err()))
        .isEqualTo(
            """
              app.M0002_Both is recorded and did not run: it replaces what is applied
            applied app.M0004_Four (TIME)
            """);
    assertThat(fixture.database().rows(MIGRATION_ROWS))
        .containsExactly(
            "M0001_One|applied|t",
            "M0002_Two|applied|t",
            "M0003_Three|applied|t",
            "M0002_Both|marked|t",
            "M0004_Four|applied|t");
    assertThat(
            fixture
                .database()
                .rows(
                    "select operation, outcome, message from _postcar.event where name = 'M0002_Both'"))
        .containsExactly("squash|marked|replaces app.M0001_One, app.M0002_Two");
    assertThat(fixture.normal(fixture.run("status").out()))
        .isEqualTo(
            """
            Database DB on SERVER, namespace _postcar
            marked      app.M0002_Both   WHEN  TIME
            applied     app.M0003_Three  WHEN  TIME
            applied     app.M0004_Four   WHEN  TIME
            2 applied, 1 marked, 0 pending.
            """);
    assertThat(fixture.normal(fixture.run("migrate").out())).isEqualTo("Nothing to do in DB.\n");
  }

  @Test
  void aDatabaseThatHasSomeOfThemIsRefusedAndLeftAlone() {
    fixture.run("migrate", "--to", "M0001");
    squash();
    Ran ran = fixture.run("migrate");
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err())
        .contains("partly       app.M0002_Both")
        .contains("applied      app.M0001_One\n      not applied  app.M0002_Two\n")
        .doesNotContain("missing");
    assertThat(fixture.database().rows(MIGRATION_ROWS)).containsExactly("M0001_One|applied|t");
    assertThat(fixture.run("rollback", "M0001_One").exitCode()).isZero();
    assertThat(fixture.run("migrate").exitCode()).isZero();
    assertThat(fixture.database().hasRelation("two")).isTrue();
  }

  @Test
  void markEndsTheDoubtAboutADatabaseThatHasSome() {
    fixture.run("migrate", "--to", "M0001");
    fixture.database().execute("create table two (id int primary key)");
    squash();
    assertThat(fixture.run("mark", "M0002_Both").exitCode()).isZero();
    Ran ran = fixture.run("migrate");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(fixture.run("rollback", "--all", "--yes").exitCode()).isZero();
    assertThat(fixture.database().rows(MIGRATION_ROWS)).noneMatch(row -> row.endsWith("|t"));
  }

  @Test
  void aNewDatabaseRunsIt() {
    squash();
    assertThat(fixture.run("migrate").exitCode()).isZero();
    assertThat(fixture.database().rows(MIGRATION_ROWS))
        .containsExactly("M0002_Both|applied|t", "M0003_Three|applied|t", "M0004_Four|applied|t");
    assertThat(fixture.database().hasRelation("two")).isTrue();
  }

  @Test
  void theRollbackOfARecordedOneTakesWhatItReplacesWithIt() {
    fixture.run("migrate");
    squash();
    fixture.run("migrate");
    Ran back = fixture.run("rollback", "--all", "--yes");
    assertThat(back.exitCode()).as(back.err()).isZero();
    assertThat(fixture.database().rows(MIGRATION_ROWS))
        .containsExactly(
            "M0001_One|reverted|f",
            "M0002_Two|reverted|f",
            "M0003_Three|reverted|f",
            "M0002_Both|reverted|f",
            "M0004_Four|reverted|f");
    assertThat(fixture.database().hasRelation("one")).isFalse();
    Ran again = fixture.run("migrate");
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(fixture.database().hasRelation("one")).isTrue();
  }

  @Test
  void evenByItsStoredSqlWhenTheOlderReleaseIsBack() {
    fixture.run("migrate");
    squash();
    fixture.run("migrate", "--to", "M0002_Both");
    fixture.delete("src/app/M0002_Both.java").delete("src/app/M0004_Four.java").three();
    assertThat(fixture.run("rollback", "M0002_Both").exitCode()).isZero();
    assertThat(fixture.normal(fixture.run("status").out()))
        .matches(
            "(?s)Database.*\nout-of-order *app.M0001_One +WHEN\nout-of-order *app.M0002_Two +WHEN\napplied .*");
  }

  @Test
  void manyRunnersRecordItOnce() throws Exception {
    fixture.run("migrate");
    squash();
    ExecutorService threads = Executors.newFixedThreadPool(6);
    List<Future<Ran>> runs = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      runs.add(threads.submit(() -> fixture.run("migrate")));
    }
    for (Future<Ran> run : runs) {
      assertThat(run.get().exitCode()).as(run.get().err()).isZero();
    }
    threads.shutdown();
    assertThat(
            fixture
                .database()
                .value("select count(*) from _postcar.event where name = 'M0002_Both'"))
        .isEqualTo("1");
  }

  @Test
  void aDryRunAndASingleTransactionRecordItToo() {
    fixture.run("migrate");
    squash();
    assertThat(fixture.run("migrate", "--dry-run").exitCode()).isZero();
    assertThat(fixture.run("migrate", "--single-transaction", "--json").exitCode()).isZero();
    assertThat(fixture.database().rows(MIGRATION_ROWS)).contains("M0002_Both|marked|t");
  }

  @Test
  void aClassThatIsStillThereIsRefused() {
    squash();
    fixture.sql("M0001_One", "select 1;", null);
    Ran ran = fixture.run("migrate");
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err())
        .contains(
            "app.M0002_Both: its @Replaces names app.M0001_One, which still exists: delete that one, or the squash.");
  }

  @Test
  void whatIsNoListOfMigrationsIsRefused() {
    for (String[] wrong :
        new String[][] {
          {"@Replaces({})", "names nothing"},
          {"@Replaces(\"Init\")", "\"Init\", which is not the name of a migration"},
          {"@Replaces(\"M0009_Bad\")", "names app.M0009_Bad, the migration itself"},
          {"@Replaces({\"M0001_A\", \"app.M0001_A\"})", "names app.M0001_A twice"},
          {
            "@Replaces(value = \"M0001_A\", by = \"M0002_B\")",
            "app.M0001_A was replaced by app.M0002_B, which it does not replace itself"
          },
          {
            "@Replaces(value = \"M0001_A\", by = \"M0002_B\") @Replaces(value = \"M0002_B\", by ="
                + " \"M0001_A\")",
            "which it does not replace itself"
          }
        }) {
      fixture.source(
          "M0009_Bad",
          wrong[0]
              + " public class M0009_Bad extends Migration { public String forward() { return"
              + " \"select 1\"; } }");
      Ran ran = fixture.run("migrate");
      assertThat(ran.exitCode()).isEqualTo(4);
      assertThat(ran.err()).contains(wrong[1]);
    }
  }

  /** Puts a squash of the first two in their place, and one more behind them. */
  private void squash() {
    fixture
        .delete("src/app/M0001_One.java")
        .delete("src/app/M0002_Two.java")
        .source(
            "M0002_Both",
            """
            @Replaces({"M0001_One", "app.M0002_Two"})
            public class M0002_Both extends Migration {
              public String forward() {
                return "create table one (id int primary key, name text); create table two (id int primary key)";
              }
              public String rollback() { return "drop table two; drop table one"; }
            }
            """)
        .sql("M0004_Four", "create table four (id int);", "drop table four;");
  }
}
