package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postcar.cli.CommandLineFixture.Ran;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code rollback}: what it says before it drops what holds rows. */
final class RollbackCommandTest {

  private final CommandLineFixture fixture =
      new CommandLineFixture().environment("NO_COLOR", "1").three();

  @AfterEach
  void close() {
    fixture.close();
  }

  private void rows(String table, int count) {
    fixture
        .database()
        .execute("insert into " + table + " select generate_series(1, " + count + ")");
    fixture.database().execute("analyze " + table);
  }

  private String place() {
    return fixture.database().name()
        + " on "
        + fixture.database().server().host()
        + ":"
        + fixture.database().server().port();
  }

  @Test
  void theQuestionNamesMigrationsServerAndRows() {
    fixture.run("migrate");
    rows("two", 1_200);
    Ran ran = fixture.answer("n").run("rollback", "--to", "M0001");
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err())
        .isEqualTo(
            """
              app.M0003_Three
                drops table three (no rows)
              app.M0002_Two
                drops table two (1,200 rows)
            Roll back 2 migrations in PLACE? [y/N] postcar: Not confirmed: nothing was changed.
            """
                .replace("PLACE", place()));
    assertThat(fixture.database().hasRelation("three")).isTrue();
  }

  @Test
  void aSingleOneThatDropsRowsIsAskedAboutOnATerminalOnly() {
    fixture.run("migrate");
    rows("three", 7);
    Ran asked = fixture.answer("n").run("rollback");
    assertThat(asked.exitCode()).isEqualTo(2);
    assertThat(asked.err())
        .startsWith("  app.M0003_Three\n    drops table three (7 rows)\n")
        .contains("Roll back 1 migration in " + place() + "? [y/N] ");
    assertThat(fixture.run("rollback", "--yes").exitCode()).isZero();
    assertThat(fixture.run("rollback").err()).doesNotContain("[y/N]");
    assertThat(fixture.database().hasRelation("two")).isFalse();
    fixture.run("migrate");
    rows("three", 7);
    Ran piped = fixture.answer(null).run("rollback");
    assertThat(piped.exitCode()).isZero();
    assertThat(piped.err()).doesNotContain("[y/N]");
  }

  @Test
  void columnsSchemasPartitionsAndQuotedNamesAreLookedUp() throws Exception {
    fixture.sql(
        "M0004_Four",
        """
        create schema "Other"; create table "Other"."A b" (id int); create table "Other".c (id int);
        create table part (id int) partition by range (id);
        create table part_1 partition of part for values from (0) to (100);
        create table part_2 partition of part for values from (100) to (900);
        alter table one add column a int, add column b int;
        """,
        """
        drop table if exists part, absent cascade; -- drop table two
        alter table only public.ONE drop constraint if exists x, drop a, drop column if exists b;
        drop table "Other"."A b"; drop schema if exists "Other" cascade;
        """);
    fixture.run("migrate");
    fixture.database().execute("insert into one (id, a) values (1, 1), (2, 2), (3, null)");
    rows("part", 500);
    rows("\"Other\".c", 2_000);
    fixture.database().execute("analyze");
    JsonNode plan = new ObjectMapper().readTree(fixture.run("rollback", "--plan", "--json").out());
    assertThat(plan.get("drops").toString())
        .isEqualTo(
            """
            [{"migration":"app.M0004_Four","kind":"table","name":"part","tables":1,"rows":500,"counted":true},\
            {"migration":"app.M0004_Four","kind":"column","name":"one.a","tables":1,"rows":2,"counted":true},\
            {"migration":"app.M0004_Four","kind":"column","name":"one.b","tables":1,"rows":0,"counted":true},\
            {"migration":"app.M0004_Four","kind":"table","name":"\\"Other\\".\\"A b\\"","tables":1,"rows":0,"counted":true},\
            {"migration":"app.M0004_Four","kind":"schema","name":"\\"Other\\"","tables":2,"rows":2000,"counted":false}]""");
    assertThat(fixture.run("rollback", "--plan").out())
        .contains(
            "  would drop schema \"Other\" (2 tables, about 2,000 rows)\n",
            "  would drop column one.a (2 values)\n");
  }

  @Test
  void theSearchPathOfTheRunDecides() {
    fixture.write("postcar.conf.groovy", fixture.conf("searchPath = 'shop, public'"));
    fixture.database().execute("create schema shop; create table public.four (id int)");
    fixture.sql("M0004_Four", "create table four (id int);", "drop table four;").run("migrate");
    rows("public.four", 50);
    assertThat(fixture.run("rollback", "--plan").out())
        .contains("would drop table shop.four (no rows)");
  }

  @Test
  void theStoredSqlIsLookedAtWhereTheClassIsGone() {
    fixture.run("migrate");
    rows("three", 9);
    fixture.delete("src/app/M0003_Three.java");
    assertThat(fixture.answer("n").run("rollback").err())
        .contains("app.M0003_Three\n    drops table three (9 rows)");
  }

  @Test
  void aTableWithoutStatisticsMayHoldRows() {
    fixture.run("migrate");
    fixture.database().execute("alter table three set (autovacuum_enabled = off)");
    fixture.database().execute("insert into three values (1); select pg_stat_force_next_flush()");
    fixture.database().execute("select pg_stat_reset_single_table_counters('three'::regclass)");
    Ran ran = fixture.answer("n").run("rollback");
    assertThat(ran.err()).contains("drops table three (").doesNotContain("(no rows)");
    assertThat(ran.exitCode()).isEqualTo(2);
  }

  @Test
  void aLockedTableDelaysTheQuestionAndDoesNotPreventIt() throws Exception {
    fixture.run("migrate");
    try (java.sql.Connection other = fixture.database().connect()) {
      other.setAutoCommit(false);
      other.createStatement().execute("lock table three");
      Ran ran = fixture.answer("n").run("rollback");
      assertThat(ran.err()).contains("drops table three (number of rows not known)");
    }
  }

  @Test
  void sqlThatRunsCodeMayDropMore() {
    fixture
        .sql("M0004_Four", "select 1;", "do $$ begin drop table three; end $$;")
        .sql("M0005_Five", "select 1;", "drop type if exists state cascade;")
        .sql("M0006_Six", "create table six ();", "drop table six cascade;")
        .run("migrate");
    assertThat(fixture.answer("n").run("rollback", "--to", "M0003").err())
        .startsWith(
            """
              app.M0006_Six
                drops table six (no rows)
              app.M0005_Five: runs code, which may drop more
              app.M0004_Four: runs code, which may drop more
            """);
  }

  @Test
  void codeIsSaidToBeCode() {
    fixture.source(
        "M0004_Four",
        """
        public class M0004_Four extends CodeMigration {
          public void forward(Context context) {}
          public void rollback(Context context) {}
        }
        """);
    fixture.run("migrate");
    assertThat(fixture.run("rollback", "--all").err())
        .startsWith("postcar: This would roll back 4 migrations in " + place() + ":\n")
        .contains("  app.M0004_Four: Java code, which may drop anything\n  app.M0003_Three\n")
        .endsWith("State: nothing was changed.\nNext: add --yes.\n");
  }
}
