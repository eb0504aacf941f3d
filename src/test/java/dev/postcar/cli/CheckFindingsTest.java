package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.cli.CommandLineFixture.Ran;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code check} sees in the text of migrations and in the folders around them. */
final class CheckFindingsTest {

  private final CommandLineFixture fixture = new CommandLineFixture().three();

  @AfterEach
  void close() {
    fixture.close();
  }

  private Ran check() {
    return fixture.run("check");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create index concurrently i on one (id);",
        "drop index concurrently if exists i;",
        "reindex (concurrently) table one;",
        "vacuum one;",
        "alter system set work_mem = '8MB';",
        "create database other;",
        "select 1; create unique index concurrently on one (id)"
      })
  void aStatementThatRefusesATransactionIsFound(String statement) {
    fixture.sql("M0004_Four", "select 1;\n" + statement, null);
    Ran ran = check();
    assertThat(ran.exitCode()).isEqualTo(6);
    assertThat(ran.out())
        .containsPattern(
            "app.M0004_Four: forward\\(\\), line 2: \".*\" cannot run in a transaction")
        .contains("annotate the class with @NonTransactional.");
    fixture.source(
        "M0004_Four",
        "@NonTransactional public class M0004_Four extends Migration { public String forward() { return \"%s\"; } }"
            .formatted(statement));
    assertThat(check().exitCode()).isZero();
  }

  @Test
  void soIsOneInARollbackOrAFile() {
    fixture.write(
        "src/app/M0004_Four.sql",
        "create index i on one (id);\n-- postcar: rollback\ndrop index concurrently i;\n");
    assertThat(check().out())
        .contains("M0004_Four.sql:3: \"drop index concurrently i\" cannot run in a transaction")
        .contains("add the line \"-- postcar: nontransactional\" to the file.");
    fixture.write(
        "src/app/M0004_Four.sql",
        "refresh materialized view concurrently v; alter type mood add value 'x'; savepoint a;");
    assertThat(check().exitCode()).isZero();
  }

  @Test
  void anIndexNameThatIsTakenIsHinted() {
    fixture.sql("M0004_Four", "create index by_id on one (id);\ncreate index on one (id);", null);
    fixture.sql("M0005_Five", "select 1;", null);
    fixture.sql("M0006_Six", "create index if not exists by_id on two (id);", null);
    fixture.sql("M0007_Seven", "create unique index \"by_id\" on only public.three (id);", null);
    assertThat(check().out()).doesNotContain("an index named");
    fixture.sql("M0005_Five", "create table x ();\ncreate index BY_ID on two (id);", null);
    Ran ran = check();
    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out())
        .contains(
            "app.M0005_Five: forward(), line 2: M0004_Four already creates an index named by_id. Rename one of them.");
    fixture.sql("M0005_Five", "drop index by_id; create index by_id on two (id);", null);
    assertThat(check().out()).doesNotContain("an index named");
  }

  @ParameterizedTest
  @ValueSource(strings = {"src/app/old/M0009_X.sql", "src/M0009_X.sql", "src/App/M0009_X.sql"})
  void aMisplacedFileIsHinted(String file) {
    fixture.write(file, "select 1;");
    Ran ran = check();
    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out())
        .contains(file + " does not run: it")
        .contains("Move it to the folder of app");
  }

  @Test
  void aPackageOfItsOwnIsNotMisplaced() {
    fixture.write("src/billing/M0001_X.sql", "select 1;");
    fixture.write("src/app/sub/Helper.java", "package app.sub; public class Helper {}");
    assertThat(check().out()).isEqualTo("Checked 3 migrations: nothing is wrong.\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "V1__init.sql|select 1;|flyway",
        "R__views.sql|select 1;|flyway",
        "V1.2__init.sql|select 1;|flyway",
        "20240101120000_x.sql|-- migrate:up|dbmate",
        "00001_x.sql|-- +goose Up|goose",
        "000001_x.up.sql|select 1;|golang-migrate",
        "changes.sql|--liquibase formatted sql|liquibase-sql",
        "20240101120000_x.sql|--//@UNDO|mybatis",
        "2024-01-01-120000_x/up.sql|select 1;|diesel",
        "sqitch.plan|%syntax-version=1.0.0|sqitch",
        "001_x.sql|select 1;|plain"
      })
  void aFileOfAnotherToolIsNamedWithTheCommandThatTakesIt(String file, String text, String format) {
    fixture.write("src/app/" + file, text + "\n");
    for (String command : new String[] {"status", "check", "migrate"}) {
      Ran ran = fixture.run(command);
      assertThat(ran.exitCode()).as(command).isZero();
      assertThat(ran.out() + ran.err())
          .contains("a migration in the style of " + format + ": " + file.replaceFirst("/.*", ""))
          .contains("run \"postcar import " + format + " ")
          .contains("src/app --package imported\" and remove the file.");
    }
    assertThat(fixture.run("status", "--json").out()).doesNotContain("style");
    assertThat(fixture.run("check", "--json").out()).contains("\"kind\" : \"foreign\"");
  }

  @Test
  void severalAreNamedOnceAndOthersAreLeftAlone() {
    for (int i = 1; i <= 5; i++) {
      fixture.write("src/app/V" + i + "__x.sql", "select 1;");
    }
    fixture.write("src/app/seed.sql", "select 1;").write("src/app/Names.view.sql", "x");
    Ran ran = fixture.run("migrate");
    assertThat(ran.err())
        .contains(
            "5 migrations in the style of flyway: V1__x.sql, V2__x.sql, V3__x.sql, … postcar does not run them.")
        .doesNotContain("seed");
    fixture.write("postcar.conf.groovy", fixture.conf("sqlFiles = false"));
    assertThat(fixture.run("migrate").err()).doesNotContain("style");
  }

  @Test
  void theyAreNamedAlsoWhereNothingElseIsThere() {
    fixture
        .delete("src/app/M0001_One.java")
        .delete("src/app/M0002_Two.java")
        .delete("src/app/M0003_Three.java")
        .write("src/app/V1__x.sql", "select 1;");
    Ran ran = fixture.run("migrate");
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err())
        .contains("src/app\" and remove the file.", "Package app has no migration");
  }

  @Test
  void afterASquashTheNumberMeansWhatIsThere() {
    fixture.run("migrate");
    fixture
        .source(
            "M0003_Base",
            "@Replaces({\"M0001_One\", \"M0002_Two\", \"M0003_Three\"}) public class M0003_Base extends Migration { public String forward() { return \"select 1\"; } }")
        .delete("src/app/M0001_One.java")
        .delete("src/app/M0002_Two.java")
        .delete("src/app/M0003_Three.java");
    fixture.run("migrate");
    assertThat(fixture.run("show", "M0003").out()).startsWith("app.M0003_Base: applied");
    assertThat(fixture.run("show", "M0003_Three").out()).startsWith("app.M0003_Three: ");
  }
}
