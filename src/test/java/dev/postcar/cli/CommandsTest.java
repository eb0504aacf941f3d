package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postcar.cli.CommandLineFixture.Ran;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The commands from end to end, on a real server. */
final class CommandsTest {

  private final CommandLineFixture fixture = new CommandLineFixture().three();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void migrateAppliesAllThenHasNothingToDo() {
    Ran first = fixture.run("migrate");
    assertThat(first.exitCode()).isZero();
    assertThat(normal(first.out())).isEqualTo("Applied 3 migrations in DB (TIME).\n");
    assertThat(normal(first.err()))
        .isEqualTo(
            """
            created the bookkeeping in schema _postcar
            applied app.M0001_One (TIME)
            applied app.M0002_Two (TIME)
            applied app.M0003_Three (TIME)
            """);
    Ran second = fixture.run("migrate");
    assertThat(second.exitCode()).isZero();
    assertThat(normal(second.out())).isEqualTo("Nothing to do in DB.\n");
    assertThat(second.warnings()).isEmpty();
  }

  @Test
  void statusShowsEachMigrationWithItsState() {
    fixture.run("migrate", "--steps", "2");
    fixture.run("rollback");
    Ran status = fixture.run("list");
    assertThat(normal(status.out()))
        .isEqualTo(
            """
            Database DB on SERVER, namespace _postcar
            applied     app.M0001_One    WHEN  TIME
            reverted    app.M0002_Two    WHEN
            pending     app.M0003_Three
            1 applied, 1 reverted, 1 pending.
            """);
  }

  @Test
  void statusAsJsonHasTheFieldsOfTheContract() throws Exception {
    fixture.run("migrate", "--to", "M0002");
    JsonNode status = json(fixture.run("status", "--json"));
    assertThat(status.fieldNames())
        .toIterable()
        .containsExactly(
            "database", "server", "namespace", "pending", "viewsPending", "migrations");
    assertThat(status.get("pending").asInt()).isEqualTo(1);
    assertThat(status.get("namespace").asText()).isEqualTo("_postcar");
    JsonNode first = status.get("migrations").get(0);
    assertThat(first.fieldNames())
        .toIterable()
        .containsExactly(
            "id",
            "package",
            "name",
            "sequence",
            "state",
            "checksum",
            "appliedAt",
            "durationMs",
            "marked",
            "revertedAt");
    assertThat(first.get("id").asText()).isEqualTo("app.M0001_One");
    assertThat(first.get("checksum").asText()).startsWith("v1:");
    assertThat(status.get("migrations").get(2).get("state").asText()).isEqualTo("pending");
    assertThat(status.get("migrations").get(2).get("appliedAt").isNull()).isTrue();
  }

  @Test
  void migrateAndRollbackAsJson() throws Exception {
    JsonNode migrated = json(fixture.run("--json", "migrate"));
    assertThat(migrated.fieldNames())
        .toIterable()
        .containsExactly("database", "applied", "pending", "durationMs");
    assertThat(migrated.get("applied")).hasSize(3);
    assertThat(migrated.get("applied").get(0).fieldNames())
        .toIterable()
        .containsExactly("id", "durationMs");
    JsonNode back = json(fixture.run("rollback", "--all", "--yes", "--json"));
    assertThat(back.fieldNames())
        .toIterable()
        .containsExactly("database", "rolledBack", "pending", "durationMs");
    assertThat(back.get("rolledBack").get(0).get("id").asText()).isEqualTo("app.M0003_Three");
    assertThat(back.get("pending").asInt()).isEqualTo(3);
  }

  @Test
  void aFailureAsJsonIsOneDocument() throws Exception {
    fixture.sql("M0004_Bad", "select 1; alter table nope add x int;", null);
    Ran ran = fixture.run("migrate", "--json");
    assertThat(ran.exitCode()).isEqualTo(1);
    JsonNode error = new ObjectMapper().readTree(ran.out()).get("error");
    assertThat(error.get("kind").asText()).isEqualTo("migration");
    assertThat(error.get("sqlstate").asText()).isEqualTo("42P01");
    assertThat(error.get("migration").asText()).isEqualTo("app.M0004_Bad");
    assertThat(error.get("resultSoFar").get("applied")).hasSize(3);
    JsonNode none = new ObjectMapper().readTree(fixture.run("--json").out());
    assertThat(none.at("/error/exitCode").asInt()).isEqualTo(2);
    JsonNode usage = new ObjectMapper().readTree(fixture.run("migrate", "--nope", "--json").out());
    assertThat(usage.get("error").get("kind").asText()).isEqualTo("configuration");
  }

  @Test
  void planWritesNothingAndSaysWhatWouldRun() {
    Ran plan = fixture.run("migrate", "--plan", "-v");
    assertThat(normal(plan.out()))
        .contains("would apply app.M0001_One\n    create table one")
        .endsWith("3 migrations to run in DB; nothing was changed.\n");
    assertThat(schemas()).isEmpty();
  }

  @Test
  void dryRunKeepsNothingNotEvenTheBookkeeping() {
    Ran ran = fixture.run("migrate", "--dry-run");
    assertThat(ran.exitCode()).isZero();
    assertThat(normal(ran.out()))
        .isEqualTo(
            "Dry run: would have applied 3 migrations in DB; nothing was kept (TIME). 3 pending.\n");
    assertThat(schemas()).isEmpty();
    assertThat(fixture.database().hasRelation("one")).isFalse();
  }

  @Test
  void singleTransactionIsAllOrNothing() {
    fixture.sql("M0004_Bad", "select 1/0;", null);
    assertThat(fixture.run("migrate", "--single-transaction").exitCode()).isEqualTo(1);
    assertThat(fixture.database().hasRelation("one")).isFalse();
    fixture.delete("src/app/M0004_Bad.java");
    assertThat(fixture.run("migrate", "--single-transaction").exitCode()).isZero();
    assertThat(fixture.database().hasRelation("three")).isTrue();
  }

  @Test
  void rollbackGoesBackOneByOneToATargetOrAll() {
    fixture.run("migrate");
    assertThat(fixture.run("rollback").err()).contains("rolled back app.M0003_Three");
    fixture.run("migrate");
    assertThat(fixture.run("rollback", "M0002").err()).contains("rolled back app.M0002_Two");
    assertThat(fixture.database().hasRelation("two")).isFalse();
    assertThat(fixture.database().hasRelation("three")).isTrue();
    assertThat(fixture.run("rollback", "--to", "M0001", "--yes").exitCode()).isZero();
    assertThat(fixture.database().hasRelation("one")).isTrue();
    assertThat(fixture.database().hasRelation("three")).isFalse();
    assertThat(fixture.run("rollback", "--all", "--yes").exitCode()).isZero();
    assertThat(normal(fixture.run("rollback").out())).isEqualTo("Nothing to roll back in DB.\n");
  }

  @Test
  void rollingSeveralBackAsksOnATerminalAndElseNeedsYes() {
    fixture.run("migrate");
    Ran refused = fixture.run("rollback", "--all");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("--yes");
    assertThat(fixture.answer("n").run("rollback", "--all").exitCode()).isEqualTo(2);
    assertThat(fixture.database().hasRelation("three")).isTrue();
    assertThat(fixture.answer("y").run("rollback", "--all").exitCode()).isZero();
    assertThat(fixture.database().hasRelation("one")).isFalse();
  }

  @Test
  void aChangedMigrationIsRefusedWithItsDiffUntilItIsAccepted() {
    fixture.run("migrate");
    fixture.sql("M0002_Two", "create table two (id bigint primary key);", "drop table two;");
    fixture.sql("M0004_Four", "create table four ();", "drop table four;");
    Ran refused = fixture.run("migrate");
    assertThat(refused.exitCode()).isEqualTo(4);
    assertThat(refused.err())
        .contains("changed      app.M0002_Two")
        .contains("-create table two (id int primary key);")
        .contains("+create table two (id bigint primary key);")
        .contains("postcar accept M0002_Two");
    assertThat(fixture.database().hasRelation("four")).isFalse();
    assertThat(fixture.run("accept", "M0002").out()).isEqualTo("Accepted app.M0002_Two.\n");
    assertThat(fixture.run("migrate").exitCode()).isZero();
    assertThat(fixture.database().hasRelation("four")).isTrue();
  }

  @Test
  void viewsAreNamedByThePlanAndByWhatIsDone() throws Exception {
    fixture.run("new", "all ones", "--kind", "view");
    fixture.source(
        "AllOnes",
        "@Since(M0001_One.class) public class AllOnes extends View { public String up() { return"
            + " \"create view all_ones as select id from one\"; } public String down() { return"
            + " \"drop view all_ones\"; } }");
    Ran plan = fixture.run("migrate", "--plan");
    assertThat(normal(plan.out()))
        .endsWith(
            """
            would apply app.M0003_Three
            would create view app.AllOnes
            3 migrations to run and 1 view to change in DB; nothing was changed.
            """);
    Ran ran = fixture.run("migrate");
    assertThat(normal(ran.out())).isEqualTo("Applied 3 migrations in DB (TIME). 1 view changed.\n");
    assertThat(ran.err()).endsWith("created view app.AllOnes\n");
    fixture.source(
        "M0004_Long",
        "@Rebuilds(AllOnes.class) public class M0004_Long extends Migration { public String"
            + " forward() { return \"alter table one alter id type bigint\"; } }");
    assertThat(normal(fixture.run("migrate", "--plan").out()))
        .isEqualTo(
            """
            would apply app.M0004_Long
              would recreate view app.AllOnes
            1 migration to run and 1 view to change in DB; nothing was changed.
            """);
    JsonNode migrated = json(fixture.run("migrate", "--json"));
    assertThat(migrated.get("applied")).hasSize(1);
    assertThat(migrated.get("views").get(0).get("outcome").asText()).isEqualTo("recreated");
    fixture.source(
        "AllOnes",
        "public class AllOnes extends View { public String up() { return \"create view all_ones as"
            + " select id, name from one\"; } public String down() { return \"drop view"
            + " all_ones\"; } }");
    assertThat(normal(fixture.run("migrate").out())).isEqualTo("Changed 1 view in DB (TIME).\n");
    assertThat(normal(fixture.run("migrate").out())).isEqualTo("Nothing to do in DB.\n");
  }

  @Test
  void commentsAndWhiteSpaceAreNoChange() {
    fixture.run("migrate");
    fixture.sql(
        "M0002_Two",
        "-- now with a comment\ncreate  table two\n(id int primary key);",
        "drop table two;");
    assertThat(fixture.run("migrate").exitCode()).isZero();
  }

  @Test
  void aMissingClassIsRefusedAndCanBeRolledBackByItsStoredSql() {
    fixture.run("migrate");
    fixture.delete("src/app/M0003_Three.java");
    Ran refused = fixture.run("migrate");
    assertThat(refused.exitCode()).isEqualTo(4);
    assertThat(refused.err()).contains("missing      app.M0003_Three");
    Ran back = fixture.run("rollback", "M0003_Three");
    assertThat(back.exitCode()).isZero();
    assertThat(back.err()).contains("stored");
    assertThat(fixture.database().hasRelation("three")).isFalse();
    assertThat(fixture.run("migrate").exitCode()).isZero();
  }

  @Test
  void anOutOfOrderMigrationIsRefusedUntilItIsAllowed() {
    fixture.delete("src/app/M0002_Two.java").run("migrate");
    fixture.sql("M0002_Two", "create table two ();", "drop table two;");
    Ran refused = fixture.run("migrate");
    assertThat(refused.exitCode()).isEqualTo(4);
    assertThat(refused.err()).contains("app.M0002_Two is out of order");
    assertThat(fixture.normal(fixture.run("status").out()))
        .isEqualTo(
            """
            Database DB on SERVER, namespace _postcar
            applied      app.M0001_One    WHEN  TIME
            out-of-order app.M0002_Two
            applied      app.M0003_Three  WHEN  TIME
            2 applied, 1 out-of-order.
            """);
    assertThat(fixture.run("migrate", "--out-of-order").exitCode()).isZero();
    assertThat(fixture.database().hasRelation("two")).isTrue();
  }

  @Test
  void aFailedRollbackOfOneInTheMiddleNamesItToRunAgainAndNotTheLastOne() {
    fixture.sql("M0004_Bad", "create table four (id int);", "drop table fourr;");
    fixture.sql("M0005_Last", "create table five (id int);", "drop table five;");
    fixture.run("migrate");
    assertThat(fixture.run("rollback", "M0004").err())
        .contains("Next: fix M0004_Bad, then rerun \"postcar rollback M0004_Bad\".");
  }

  @Test
  void anInterruptedOneIsRefusedWithAllItsWaysOut() {
    fixture.source(
        "M0004_Two",
        """
        @NonTransactional
        public class M0004_Two extends Migration {
          public String forward() { return "create table four (id int);\\nselect 1 / 0;"; }
          public String rollback() { return "drop table four;"; }
        }
        """);
    assertThat(fixture.run("migrate").err())
        .contains("statement 1 of 2 is done, statement 2 is next");
    assertThat(fixture.run("migrate").err())
        .endsWith(
            """
            Next: look at "postcar show M0004_Two", then run \
            "postcar resume M0004_Two" to continue, "postcar rollback M0004_Two" to undo it, \
            or "postcar mark M0004_Two" if it is complete.
            """);
  }

  @Test
  void aFailureShowsWhereAndLeavesNothingOfItselfAndTheNextRunGoesOn() {
    fixture.sql(
        "M0004_Bad",
        """
        create table four (id int);
        insert into four values (1);
        alter table four
          add column note texxt;
        """,
        null);
    Ran ran = fixture.run("migrate");
    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err().replace(fixture.directory() + "/", ""))
        .endsWith(
            """
            postcar: app.M0004_Bad failed: type "texxt" does not exist (SQLSTATE 42704)
              statement 3, line 4:
                  add column note texxt;
                                  ^
              at src/app/M0004_Bad.java:8
            State: M0004_Bad was rolled back completely. 3 earlier migrations stay applied.
            Next: fix M0004_Bad, then rerun "postcar migrate".
            """);
    assertThat(fixture.database().hasRelation("four")).isFalse();
    assertThat(fixture.database().hasRelation("three")).isTrue();
    assertThat(
            fixture
                .database()
                .rows(
                    "select operation, outcome, name, sqlstate, statement from _postcar.event"
                        + " where sqlstate is not null"))
        .containsExactly(
            "migrate|failed|M0004_Bad|42704|alter table four\n  add column note texxt");
    fixture.sql("M0004_Bad", "create table four (id int);", null);
    assertThat(fixture.run("migrate").exitCode()).isZero();
  }

  @Test
  void detailAndHintOfTheServerAreShown() {
    fixture.sql("M0004_Bad", "insert into one values (1, 'a'), (1, 'b');", null);
    assertThat(fixture.run("migrate").err())
        .contains("SQLSTATE 23505")
        .contains("DETAIL: Key (id)=(1) already exists.");
    fixture.sql("M0004_Bad", "select nam from one;", null);
    assertThat(fixture.run("migrate").err()).contains("HINT: ");
  }

  @Test
  void strangeNamespacesWork() {
    for (String namespace : List.of("My \"Odd\" Schéma", "_bookkeeping")) {
      assertThat(fixture.run("migrate", "-s", namespace).exitCode()).isZero();
      assertThat(schemas()).contains(namespace);
      assertThat(fixture.run("-s", namespace, "rollback", "--all", "--yes").exitCode()).isZero();
    }
    Ran refused = fixture.run("migrate", "-s", "x".repeat(64));
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("64 bytes");
  }

  @Test
  void aCodeMigrationRunsInItsTransactionAndMayNotCommit() {
    fixture.source(
        "M0004_Fill",
        """
        import java.sql.*;
        public class M0004_Fill extends CodeMigration {
          public void forward(Context context) throws Exception {
            try (Statement s = context.connection().createStatement()) {
              s.executeUpdate("insert into one select i, 'x' from generate_series(1, 5) i");
            }
            System.out.println("this must not stand in the result");
            context.say("five rows");
            context.connection().commit();
          }
        }
        """);
    Ran ran = fixture.run("migrate");
    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err())
        .contains("five rows")
        .contains("commit is not allowed: the migration and its history row");
    assertThat(fixture.database().value("select count(*) from one")).isEqualTo("0");
  }

  @Test
  void newWritesTheNextSkeletonWhichIsRefusedUntilItIsFilledIn() {
    Ran ran = fixture.run("new", "add users");
    assertThat(ran.out()).isEqualTo("src/app/M0004_AddUsers.java\n");
    Ran refused = fixture.run("migrate");
    assertThat(refused.exitCode()).isEqualTo(4);
    assertThat(refused.err()).contains("app.M0004_AddUsers: forward() returns only comments");
  }

  @Test
  void helpAndVersionGoToStdout() {
    assertThat(fixture.run("help", "options").out()).contains("--conf").contains("processes");
    assertThat(fixture.run("migrate", "--help").out()).contains("--single-transaction");
    assertThat(fixture.run("--version").out()).startsWith("postcar 0.");
    assertThat(fixture.run("--quiet").exitCode()).isEqualTo(2);
  }

  private List<String> schemas() {
    return fixture
        .database()
        .rows(
            "select nspname from pg_namespace where nspname !~ '^pg_' and nspname not in"
                + " ('public', 'information_schema')");
  }

  private static JsonNode json(Ran ran) throws Exception {
    assertThat(ran.exitCode()).as(ran.out() + ran.err()).isZero();
    return new ObjectMapper().readTree(ran.out());
  }

  private String normal(String text) {
    return fixture.normal(text);
  }
}
