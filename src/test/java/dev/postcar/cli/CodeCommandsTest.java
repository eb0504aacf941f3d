package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.cli.CommandLineFixture.Ran;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Code migrations from the command line, as people and programs read them. */
final class CodeCommandsTest {

  private final CommandLineFixture fixture = new CommandLineFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void aBackfillSaysWhatItDid() {
    fixture.sql(
        "M0001_T", "create table t as select generate_series(1, 5) as id;", "drop table t;");
    code(
        "@NonTransactional",
        "c.say(c.inBatches(\"delete from t where id in (select id from t limit 2)\") + \" gone\");",
        "c.say(\"nothing to bring back\");");
    Ran migrated = fixture.run("migrate");
    assertThat(migrated.exitCode()).isZero();
    assertThat(normal(migrated.err()))
        .isEqualTo(
            """
            created the bookkeeping in schema _postcar
            applied app.M0001_T (TIME)
              5 gone
            applied app.M0002_Code (TIME)
            """);
    assertThat(normal(fixture.run("rollback", "--json").out()))
        .isEqualTo(
            """
            {
              "database" : "DB",
              "rolledBack" : [ {
                "id" : "app.M0002_Code",
                "durationMs" : N
              } ],
              "pending" : 1,
              "durationMs" : N
            }
            """);
  }

  @Test
  void theTimeOfARollbackOutsideATransactionIsToldAndKept() {
    code("@NonTransactional", "", "Thread.sleep(30);");
    fixture.run("migrate");
    assertThat(fixture.run("rollback").err()).doesNotContain("(0 ms)");
    assertThat(
            fixture
                .database()
                .rows(
                    "select duration_ms between 30 and 10000 from _postcar.event"
                        + " where operation = 'rollback'"))
        .containsExactly("t");
  }

  @Test
  void aCompensatedFailureAsPeopleAndProgramsReadIt() {
    code(
        "@NonTransactional @Compensate",
        "if (c != null) throw new IllegalStateException(\"the index is busy\");",
        "c.say(c.direction() + \": index dropped\");");
    Ran failed = fixture.run("migrate");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(normal(failed.err()))
        .isEqualTo(
            """
            created the bookkeeping in schema _postcar
              failed: compensating
              COMPENSATE: index dropped
            postcar: app.M0002_Code failed: IllegalStateException: the index is busy
              at M0002_Code.java:LINE
            State: its rollback ran as compensation and succeeded; the migration is pending again.
            Next: fix the cause, then rerun "postcar migrate".
            """);
    assertThat(normal(fixture.run("migrate", "--json").out()))
        .isEqualTo(
            """
            {
              "error" : {
                "kind" : "migration",
                "message" : "app.M0002_Code failed: IllegalStateException: the index is busy\\n  at M0002_Code.java:LINE\\nState:\
             its rollback ran as compensation and succeeded; the migration is pending again.\\nNext: fix the\
             cause, then rerun \\"postcar migrate\\".",
                "exitCode" : 1,
                "sqlstate" : null,
                "migration" : "app.M0002_Code",
                "detail" : null,
                "hint" : null,
                "resultSoFar" : {
                  "database" : "DB",
                  "applied" : [ ],
                  "pending" : 1,
                  "durationMs" : N
                }
              }
            }
            """);
  }

  private void code(String annotations, String forward, String rollback) {
    fixture.source(
        "M0002_Code",
        annotations
            + " public class M0002_Code extends CodeMigration {\n"
            + "public void forward(Context c) throws Exception {"
            + forward
            + "}\npublic void rollback(Context c) throws Exception {"
            + rollback
            + "}\n}\n");
  }

  private String normal(String text) {
    return text.replace(fixture.database().name(), "DB")
        .replaceAll("\\d+ ms|\\d+\\.\\d s", "TIME")
        .replaceAll("\"durationMs\" : \\d+", "\"durationMs\" : N")
        .replaceAll(" at \\S+/(M0002_Code.java):\\d+", " at $1:LINE");
  }
}
