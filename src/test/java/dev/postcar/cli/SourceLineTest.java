package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.cli.CommandLineFixture.Ran;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A failure names the line of the source file that the statement is written on. */
final class SourceLineTest {

  private final CommandLineFixture fixture = new CommandLineFixture().three();

  @AfterEach
  void close() {
    fixture.close();
  }

  private String failure(String... command) {
    Ran ran = fixture.run(command);
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(1);
    return ran.err();
  }

  @Test
  void ofAClass() {
    fixture.sql("M0004_Four", "select 1;\nselect nam\n  from one;\n", null);
    // package, import, class, forward, select 1, select nam
    assertThat(failure("migrate"))
        .containsPattern(
            "  statement 2, line 2:\n    select nam\n           \\^\n  HINT.*\n  at .*src/app/M0004_Four.java:6\n");
    assertThat(failure("migrate", "--single-transaction")).contains("M0004_Four.java:6\n");
    assertThat(failure("migrate", "--no-pipeline")).contains("M0004_Four.java:6\n");
  }

  @Test
  void ofAClassOutsideATransactionAndOfARollback() {
    fixture.source(
        "M0004_Four",
        """
        @NonTransactional public class M0004_Four extends Migration {
          public String forward() {
            return "create index concurrently i on one (id);"
                + "drop index concurrently i;";
          }
          public String rollback() {
            return ""\"
                select 1;
                selec 2;
                ""\";
          }
        }
        """);
    fixture.run("migrate");
    assertThat(failure("rollback"))
        .contains("statement 2, line 2:\n    selec 2;", "M0004_Four.java:11\n");
  }

  @Test
  void ofAFile() {
    fixture.write("src/app/M0004_Four.sql", "-- postcar: timeouts lock=2s\n\nselect nam from one;");
    assertThat(failure("migrate")).contains("src/app/M0004_Four.sql:3:\n    select nam from one");
  }

  @Test
  void ofSqlThatIsPutTogetherTheMethod() {
    fixture.source(
        "M0004_Four",
        """
        public class M0004_Four extends Migration {
          public String forward() {
            return "select 1;\\nselect %s from one;".formatted("nam");
          }
        }
        """);
    assertThat(failure("migrate"))
        .contains("statement 2, line 2:\n")
        .containsPattern("\n  at .*src/app/M0004_Four.java:4, in forward\\(\\)\n");
  }

  @Test
  void ofCodeTheLineThatThrew() {
    fixture.source(
        "M0004_Four",
        """
        public class M0004_Four extends CodeMigration {
          public void forward(Context context) throws Exception {
            try (java.sql.Statement statement = context.connection().createStatement()) {
              statement.execute("select nam from one");
            }
          }
        }
        """);
    assertThat(failure("migrate")).containsPattern("\n  at .*src/app/M0004_Four.java:6\n");
    fixture.source(
        "M0004_Four",
        """
        public class M0004_Four extends CodeMigration {
          public void forward(Context context) {
            java.util.List.of(1).forEach(one -> { throw new IllegalStateException("no"); });
          }
        }
        """);
    assertThat(failure("migrate"))
        .containsPattern("failed: IllegalStateException: no\n  at .*src/app/M0004_Four.java:5\n");
  }

  @Test
  void ofStoredSqlNone() {
    fixture.sql("M0004_Four", "select 1;", "selec 2;").run("migrate");
    fixture.sql("M0004_Four", "select 3;", "selec 2;");
    assertThat(failure("rollback"))
        .contains("statement 1, line 1:\n    selec 2;")
        .doesNotContain("\n  at ");
  }

  @Test
  void onATerminalMessagesAreWrappedAtWordsAndSqlIsNot() {
    String sql = "select 'a long line of SQL', 'that is not to be broken', nam from one;";
    fixture.sql("M0004_Four", sql, null).environment("NO_COLOR", "1").environment("COLUMNS", "60");
    assertThat(failure("migrate")).contains("\n    " + sql + "\n", "stay applied.\nNext: ");
    assertThat(fixture.answer("").run("migrate").err())
        .contains(
            "\n    " + sql + "\n",
            "postcar: app.M0004_Four failed: column \"nam\" does not exist\n  (SQLSTATE 42703)\n",
            "src/app/M0004_Four.java:5\n");
  }
}
