package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postcar.cli.CommandLineFixture.Ran;
import dev.postcar.internal.history.HistorySchema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code log} and {@code show}: what the database remembers. */
final class LogAndShowTest {

  private final CommandLineFixture fixture = new CommandLineFixture().three();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void theLogShowsEveryOperationTheNewestLast() {
    fixture.run("migrate", "--steps", "2");
    fixture.run("rollback");
    fixture.sql("M0004_Bad", "insert into one values (1);\ninsert into one values (1);", null);
    fixture.run("mark", "M0002");
    fixture.run("migrate");
    assertThat(normal(fixture.run("log")))
        .isEqualTo(
            """
            WHEN  migrate   applied      app.M0001_One  TIME  by postgres
            WHEN  migrate   applied      app.M0002_Two  TIME  by postgres
            WHEN  rollback  reverted     app.M0002_Two  TIME  by postgres
            WHEN  mark      marked       app.M0002_Two  TIME  by postgres
            WHEN  migrate   applied      app.M0003_Three  TIME  by postgres
            WHEN  migrate   failed       app.M0004_Bad  by postgres
                app.M0004_Bad failed: duplicate key value violates unique constraint "one_pkey" (SQLSTATE 23505)
                DETAIL: Key (id)=(1) already exists.
                insert into one values (1)
            """);
    assertThat(normal(fixture.run("log", "--limit", "2")))
        .startsWith("WHEN  migrate   applied      app.M0003_Three")
        .contains("M0004_Bad");
    assertThat(normal(fixture.run("log", "--failed"))).startsWith("WHEN  migrate   failed");
  }

  @Test
  void aDryRunThatFailsIsNotLogged() {
    fixture.run("migrate");
    fixture.sql("M0004_Bad", "select nam from one;", null);
    assertThat(fixture.run("migrate", "--dry-run").exitCode()).isEqualTo(1);
    assertThat(normal(fixture.run("log"))).doesNotContain("failed");
  }

  @Test
  void theLogAsJsonHasTheFieldsOfTheContract() throws Exception {
    fixture.run("migrate");
    fixture.sql("M0004_Bad", "select nam from one;", null);
    fixture.run("migrate");
    JsonNode log = json(fixture.run("log", "--json"));
    assertThat(log.fieldNames()).toIterable().containsExactly("database", "events");
    assertThat(log.get("events")).hasSize(4);
    JsonNode last = log.get("events").get(3);
    assertThat(last.fieldNames())
        .toIterable()
        .containsExactly(
            "id",
            "at",
            "operation",
            "outcome",
            "migration",
            "sqlstate",
            "message",
            "detail",
            "hint",
            "statement",
            "position",
            "durationMs",
            "by");
    assertThat(last.get("sqlstate").asText()).isEqualTo("42703");
    assertThat(last.get("position").asInt()).isEqualTo(8);
    assertThat(last.get("at").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
    assertThat(log.get("events").get(0).get("sqlstate").isNull()).isTrue();
    assertThat(json(fixture.run("log", "--failed", "--json")).get("events")).hasSize(1);
  }

  @Test
  void whatIsWrongWithTheCallIsSaid() {
    assertThat(fixture.run("log", "--limit", "0"))
        .extracting(Ran::exitCode, Ran::err)
        .containsExactly(2, "postcar: limit must be 1 or more, not 0.\n");
    assertThat(fixture.run("show")).extracting(Ran::exitCode).isEqualTo(2);
    Ran unknown = fixture.run("show", "M0099");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("No migration is called \"M0099\"");
  }

  @Test
  void withoutBookkeepingBothSaySoAndWriteNothing() {
    assertThat(normal(fixture.run("log"))).isEqualTo("No events in DB.\n");
    assertThat(normal(fixture.run("show", "M0001")))
        .isEqualTo(
            """
            app.M0001_One: pending

            forward:
                create table one (id int primary key, name text);

            rollback:
                drop table one;
            """);
    assertThat(fixture.database().hasRelation("_postcar.version")).isFalse();
  }

  @Test
  void anOlderBookkeepingIsReadAsItIs() throws Exception {
    try (InputStream first = HistorySchema.class.getResourceAsStream("bookkeeping-0.1.sql")) {
      fixture
          .database()
          .execute(
              new String(first.readAllBytes(), StandardCharsets.UTF_8)
                  .replace("{namespace}", "_postcar"));
    }
    fixture
        .database()
        .execute(
            "insert into _postcar.migration (package, name, sequence, state, checksum, forward_sql,"
                + " postcar_version, attempt) values ('app', 'M0001_One', 1, 'applied', 'v1:0',"
                + " 'create table old ()', '0.1.0', gen_random_uuid())");
    assertThat(normal(fixture.run("log"))).isEqualTo("No events in DB.\n");
    assertThat(normal(fixture.run("show", "M0001")))
        .contains("app.M0001_One: changed")
        .contains("-create table old ()")
        .contains("applied  WHEN  by postgres, postcar 0.1.0");
    assertThat(fixture.database().value("select minor from _postcar.version")).isEqualTo("1");
    assertThat(fixture.database().hasRelation("_postcar.event")).isFalse();
  }

  @Test
  void aChangedOneIsShownAsItIsAndAsItWasApplied() {
    fixture.run("migrate");
    fixture.run("rollback", "M0002");
    fixture.run("migrate", "--out-of-order");
    fixture.sql("M0002_Two", "create table two (id bigint primary key);", "drop table two;");
    fixture.source(
        "M0003_Three",
        """
        @Requires(M0002_Two.class)
        public class M0003_Three extends Migration {
          public String forward() { return "create table three (id int primary key);"; }
          public String rollback() { return "drop table three;"; }
        }
        """);
    assertThat(normal(fixture.run("show", "M0002")))
        .isEqualTo(
            """
            app.M0002_Two: changed
            required by app.M0003_Three

            forward, as it is now:
                create table two (id bigint primary key);

            forward, as applied:
                create table two (id int primary key);

            difference:
                --- as applied
                +++ as it is now
                @@ -1,1 +1,1 @@
                -create table two (id int primary key);
                +create table two (id bigint primary key);

            rollback:
                drop table two;

            history:
                reverted  WHEN  TIME  by postgres, postcar VERSION; undone WHEN
                applied  WHEN  TIME  by postgres, postcar VERSION
            """);
    assertThat(normal(fixture.run("show", "M0003"))).contains("requires app.M0002_Two\n");
  }

  @Test
  void aFailedOneIsShownWithItsStackAndAnInterruptedOneWithItsJournal() throws Exception {
    fixture.source(
        "M0004_Out",
        """
        @NonTransactional public class M0004_Out extends Migration {
          public String forward() {
            return "create index concurrently three_i on three (id); select nam from one;";
          }
        }
        """);
    fixture.run("migrate");
    String text = normal(fixture.run("show", "M0004"));
    assertThat(text)
        .contains("app.M0004_Out: interrupted, outside a transaction\n")
        .contains("\nstatements:\n    forward 1  done  create index concurrently three_i on three")
        .contains("\nlast error, WHEN:\n    app.M0004_Out failed: column \"nam\" does not exist")
        .doesNotContain("\tat ");
    assertThat(normal(fixture.run("show", "M0004", "-v")))
        .contains("\nstack:\n    org.postgresql.util.PSQLException: ERROR: column");
    JsonNode show = json(fixture.run("show", "M0004", "--json"));
    assertThat(show.fieldNames())
        .toIterable()
        .containsExactly(
            "database",
            "id",
            "package",
            "name",
            "sequence",
            "state",
            "checksum",
            "code",
            "transactional",
            "requires",
            "requiredBy",
            "sql",
            "appliedSql",
            "rollbackSql",
            "appliedRollbackSql",
            "diff",
            "history",
            "statements",
            "lastError",
            "lastStack");
    assertThat(show.get("state").asText()).isEqualTo("interrupted");
    assertThat(show.get("transactional").asBoolean()).isFalse();
    assertThat(show.get("statements").get(0).get("state").asText()).isEqualTo("done");
    assertThat(show.get("lastError").get("sqlstate").asText()).isEqualTo("42703");
    assertThat(show.get("lastStack").asText()).contains("\tat ");
    assertThat(show.get("history").get(0).get("state").asText()).isEqualTo("started");
  }

  @Test
  void oneWhoseClassIsGoneIsShownByWhatIsStoredAlsoAfterItsRollback() {
    fixture.run("migrate");
    fixture.delete("src/app/M0003_Three.java");
    assertThat(normal(fixture.run("show", "M0003")))
        .startsWith(
            """
            app.M0003_Three: missing

            forward, as applied:
                create table three (id int primary key);

            rollback, as applied:
                drop table three;
            """);
    fixture.run("rollback", "M0003");
    assertThat(normal(fixture.run("show", "M0003"))).startsWith("app.M0003_Three: reverted\n");
  }

  private String normal(Ran ran) {
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    return ran.out()
        .replace(fixture.database().name(), "DB")
        .replaceAll("\\d+ ms|\\d+\\.\\d s", "TIME")
        .replaceAll("postcar \\d+\\.\\d+\\.\\d+[-\\w]*(?<!0\\.1\\.0)", "postcar VERSION")
        .replaceAll("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ", "WHEN");
  }

  private static JsonNode json(Ran ran) throws IOException {
    assertThat(ran.exitCode()).as(ran.out() + ran.err()).isZero();
    return new ObjectMapper().readTree(ran.out());
  }
}
