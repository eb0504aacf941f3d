package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postcar.cli.CommandLineFixture.Ran;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code verify} of several migrations together, of known faults, and of what a rollback loses. */
final class VerifyGroupTest {

  private final CommandLineFixture fixture = new CommandLineFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  /** The second one's rollback leaves what only the first one's removes. */
  private void pair() {
    fixture
        .sql("M0001_Base", "create table base (id int primary key);", "drop table base;")
        .sql(
            "M0002_Table",
            "create schema shop; create table shop.a (n int);",
            "drop schema shop cascade;")
        .sql("M0003_Index", "create index a_n on shop.a (n);", "select 1;")
        .sql("M0004_More", "alter table base add more text;", "alter table base drop more;");
  }

  @Test
  void aGroupIsComparedOnlyAtItsEnds() {
    pair();
    assertThat(fixture.run("verify").out())
        .contains("differs       app.M0003_Index", "4 migrations verified: 3 ok, 1 differs.");
    Ran group = fixture.run("verify", "--group", "M0002", "M0003");
    assertThat(group.out()).isEqualTo("Group verified: 1 ok.\n");
    assertThat(group.exitCode()).isZero();
    Ran all = fixture.run("verify", "--all-down", "-v");
    assertThat(all.out())
        .isEqualTo("ok            app.M0001_Base to app.M0004_More\nGroup verified: 1 ok.\n");
  }

  @Test
  void whatAGroupLeavesIsAFinding() throws Exception {
    pair();
    fixture.sql(
        "M0003_Index", "create index a_n on shop.a (n); create table left_over ();", "select 1;");
    Ran group = fixture.run("verify", "--group", "M0002", "M0003");
    assertThat(group.exitCode()).isEqualTo(6);
    assertThat(group.out())
        .isEqualTo(
            """
            differs       app.M0002_Table to app.M0003_Index
              rollback leaves             table public.left_over
            Group verified: 1 differs.
            """);
    Ran failing =
        fixture.sql("M0003_Index", "select 1;", "drop table nope;").run("verify", "--all-down");
    assertThat(failing.out())
        .contains("failed        app.M0001_Base to app.M0004_More\n  rollback:")
        .contains("app.M0003_Index: rollback failed: table \"nope\" does not exist");
  }

  @Test
  void aGroupGoesBackAsFarAsItCan() {
    pair();
    fixture.sql("M0002_Table", "create schema shop; create table shop.a (n int);", null);
    Ran all = fixture.run("verify", "--all-down");
    assertThat(all.out())
        .isEqualTo(
            """
            irreversible  app.M0002_Table
            differs       app.M0003_Index to app.M0004_More
              rollback leaves             index shop.a_n
                  after:  CREATE INDEX a_n ON shop.a USING btree (n)
            Group verified: 1 differs, 1 irreversible.
            """);
  }

  @Test
  void optionsThatExcludeEachOtherAreRefused() {
    pair();
    assertThat(fixture.run("verify", "--group", "M0003", "M0002").err())
        .isEqualTo("postcar: app.M0002_Table runs before app.M0003_Index: swap them.\n");
    assertThat(fixture.run("verify", "--all-down", "--only", "M0002").exitCode()).isEqualTo(2);
    assertThat(fixture.run("verify", "--all-down", "--from", "M0002").exitCode()).isEqualTo(2);
    assertThat(fixture.run("verify", "--group", "M0003").exitCode()).isEqualTo(2);
  }

  @Test
  void aKnownFaultIsReportedWithItsReasonUntilItIsGone() throws Exception {
    fixture
        .source(
            "M0001_Known",
            """
            @KnownBroken("the old label cannot be dropped") public class M0001_Known extends Migration {
              public String forward() { return "create table a ()"; }
              public String rollback() { return "select 1"; }
            }
            """)
        .write(
            "src/app/M0002_File.sql",
            "-- postcar: knownbroken lost in 2019\ncreate table b ();\n-- postcar: rollback\ndrop table nope;\n");
    Ran ran = fixture.run("verify");
    assertThat(ran.out())
        .isEqualTo(
            """
            known-broken  app.M0001_Known
              known to be broken: the old label cannot be dropped
              rollback leaves             table public.a
            known-broken  app.M0002_File
              known to be broken: lost in 2019
              rollback:                   table "nope" does not exist (SQLSTATE 42P01)
            2 migrations verified: 2 known-broken.
            """);
    assertThat(ran.exitCode()).isZero();
    fixture.write(
        "src/app/M0002_File.sql",
        "-- postcar: knownbroken lost in 2019\ncreate table b ();\n-- postcar: rollback\ndrop table b;\n");
    Ran works = fixture.run("verify", "--json");
    assertThat(works.exitCode()).isEqualTo(6);
    JsonNode second = new ObjectMapper().readTree(works.out()).get("migrations").get(1);
    assertThat(second.get("result").asText()).isEqualTo("not_broken");
    assertThat(second.get("reason").asText()).isEqualTo("lost in 2019");
    assertThat(fixture.run("verify", "--only", "M0002").out())
        .contains(
            "not-broken    app.M0002_File\n  works, but is declared as known to be broken: lost in 2019");
    fixture.write("src/app/M0002_File.sql", "-- postcar: knownbroken\ncreate table b ();\n");
    assertThat(fixture.run("verify").err()).contains("knownbroken needs a reason");
  }

  @Test
  void whatARollbackWouldLoseIsCountedInTheDatabase() throws Exception {
    fixture
        .sql(
            "M0001_Book",
            "create table book (id int); create table \"Odd one\" (n int);",
            "drop table book; do $$ begin drop table \"Odd one\"; end $$;")
        .sql(
            "M0002_Isbn",
            "alter table book add isbn text, add note text;",
            "alter table book drop isbn, drop note;")
        .sql("M0003_Sly", "select 1;", "drop table \"Odd one\"; create table \"Odd one\" (n int);");
    fixture.run("migrate");
    assertThat(fixture.run("verify").out()).isEqualTo("3 migrations verified: 3 ok.\n");
    fixture
        .database()
        .execute(
            "insert into book values (1, 'x'), (2, null), (3, 'y'); insert into \"Odd one\" values (1)");
    Ran ran = fixture.run("verify");
    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out())
        .isEqualTo(
            """
            ok            app.M0001_Book
              rollback drops              table "Odd one" (1 row)
              rollback drops              table book (3 rows)
            ok            app.M0002_Isbn
              rollback drops              column book.isbn (2 values)
            ok            app.M0003_Sly
              rollback drops              table "Odd one" (1 row)
            3 migrations verified: 3 ok.
            """);
    JsonNode drop =
        new ObjectMapper()
            .readTree(fixture.run("verify", "--json").out())
            .get("migrations")
            .get(1)
            .get("drops")
            .get(1);
    assertThat(drop.toString())
        .isEqualTo(
            "{\"migration\":\"app.M0002_Isbn\",\"kind\":\"column\",\"name\":\"book.note\",\"tables\":1,\"rows\":0,\"counted\":true}");
  }
}
