package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postcar.cli.CommandLineFixture.Ran;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code mark}, {@code skip} and {@code resume}: what is recorded without being run. */
final class MarkCommandsTest {

  private final CommandLineFixture fixture = new CommandLineFixture().three();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void anExistingDatabaseIsAdoptedInOneTransaction() {
    fixture.database().execute("create table one (); create table two (); create table three ()");
    Ran marked = fixture.run("mark", "--all");
    assertThat(marked.exitCode()).as(marked.err()).isZero();
    assertThat(marked.out())
        .isEqualTo(
            """
            Marked app.M0001_One
            Marked app.M0002_Two
            Marked app.M0003_Three.
            """);
    assertThat(
            fixture
                .database()
                .rows(
                    "select name, state, checksum is not null, xid = min(xid) over () from"
                        + " _postcar.migration order by id"))
        .containsExactly("M0001_One|marked|t|t", "M0002_Two|marked|t|t", "M0003_Three|marked|t|t");
    assertThat(
            fixture
                .database()
                .rows("select operation, outcome, name from _postcar.event order by id"))
        .containsExactly(
            "mark|marked|M0001_One", "mark|marked|M0002_Two", "mark|marked|M0003_Three");
    Ran again = fixture.run("mark", "--all");
    assertThat(again.exitCode()).isZero();
    assertThat(again.out()).isEqualTo("Nothing to record in " + fixture.database().name() + ".\n");
    assertThat(fixture.run("migrate").out()).startsWith("Nothing to do");
  }

  @Test
  void markedUpToOneTheRestStaysPending() throws Exception {
    JsonNode marked = json(fixture.run("mark", "--to", "M0002", "--json"));
    assertThat(marked.fieldNames())
        .toIterable()
        .containsExactly("database", "recorded", "pending", "durationMs");
    assertThat(marked.get("recorded").findValuesAsText("id"))
        .containsExactly("app.M0001_One", "app.M0002_Two");
    assertThat(marked.get("pending").asInt()).isEqualTo(1);
    fixture.database().execute("create table one (); create table two ()");
    assertThat(timeless(fixture.run("migrate").err())).isEqualTo(applied("app.M0003_Three"));
  }

  @Test
  void severalAreMarkedInRunningOrderWhateverTheOrderOfTheWords() {
    assertThat(fixture.run("mark", "M0003", "M0001", "0003").out())
        .isEqualTo("Marked app.M0001_One\nMarked app.M0003_Three.\n");
  }

  @Test
  void whatIsMarkedMustBeSaidInOneWay() {
    Ran two = fixture.run("mark", "M0001", "--all");
    assertThat(two.exitCode()).isEqualTo(2);
    assertThat(two.err()).isEqualTo("postcar: IDs, --to and --all cannot be combined: use one.\n");
    assertThat(fixture.run("mark").err())
        .isEqualTo("postcar: Nothing to mark. Next: add one or more IDs, --to ID, or --all.\n");
  }

  @Test
  void aChangedOneIsNotMarkedAndIsInTheWayOfAll() {
    fixture.run("migrate", "--to", "M0001");
    fixture.sql("M0001_One", "create table uno ();", null);
    Ran one = fixture.run("mark", "M0002", "M0001");
    assertThat(one.exitCode()).isEqualTo(4);
    assertThat(one.err())
        .isEqualTo(
            "postcar: Refused: app.M0001_One is applied and has changed since: \"postcar accept"
                + " M0001_One\" records that. Nothing was changed.\n");
    Ran all = fixture.run("mark", "--all");
    assertThat(all.exitCode()).isEqualTo(4);
    assertThat(all.err()).contains("changed      app.M0001_One");
    assertThat(fixture.database().value("select count(*) from _postcar.migration")).isEqualTo("1");
  }

  @Test
  void aMissingOneIsNotMarked() {
    fixture.run("migrate", "--to", "M0001");
    fixture.delete("src/app/M0001_One.java");
    Ran ran = fixture.run("mark", "M0001_One");
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err())
        .isEqualTo(
            "postcar: Refused: the class or file of app.M0001_One is missing: restore it. Nothing was"
                + " changed.\n");
  }

  @Test
  void theNextOneIsSkippedThenTheNamedOneAndMigrateRunsTheRest() throws Exception {
    assertThat(fixture.run("skip").out()).isEqualTo("Skipped app.M0001_One.\n");
    JsonNode skipped = json(fixture.run("skip", "M0003", "--json"));
    assertThat(skipped.get("recorded").findValuesAsText("id")).containsExactly("app.M0003_Three");
    assertThat(skipped.get("pending").asInt()).isEqualTo(1);
    assertThat(timeless(fixture.run("migrate").err())).isEqualTo(applied("app.M0002_Two"));
    assertThat(fixture.normal(fixture.run("status").out()))
        .isEqualTo(
            """
            Database DB on SERVER, namespace _postcar
            skipped     app.M0001_One    WHEN  TIME
            applied     app.M0002_Two    WHEN  TIME
            skipped     app.M0003_Three  WHEN  TIME
            1 applied, 2 skipped, 0 pending.
            """);
    assertThat(fixture.run("skip").out()).startsWith("Nothing to record");
    assertThat(fixture.run("skip", "M0001").out()).startsWith("Nothing to record");
    Ran applied = fixture.run("skip", "M0002");
    assertThat(applied.exitCode()).isEqualTo(4);
    assertThat(applied.err())
        .isEqualTo(
            "postcar: Refused: app.M0002_Two is applied: only a pending migration can be skipped."
                + " \"postcar rollback M0002_Two\" undoes it. Nothing was changed.\n");
  }

  @Test
  void aSkippedOneCanBeMarkedLaterAndItsClassMayGo() throws Exception {
    fixture.run("skip");
    JsonNode marked = json(fixture.run("mark", "M0001", "--json"));
    assertThat(marked.get("pending").asInt()).isEqualTo(2);
    assertThat(
            fixture
                .database()
                .rows(
                    "select name, state, reverted_at is null from _postcar.migration order by id"))
        .containsExactly("M0001_One|reverted|f", "M0001_One|marked|t");
    fixture.run("skip");
    fixture.delete("src/app/M0002_Two.java");
    assertThat(timeless(fixture.run("migrate").err())).isEqualTo(applied("app.M0003_Three"));
  }

  @Test
  void codeIsToldThatItIsSkippedOrMarkedInTheTransactionOfItsRow() {
    code("M0004_Code", "", "s.execute(\"create table told as select 'skip' as how\");");
    assertThat(fixture.run("mark", "--to", "M0003").exitCode()).isZero();
    Ran skipped = fixture.run("skip");
    assertThat(skipped.out()).as(skipped.err()).isEqualTo("Skipped app.M0004_Code.\n");
    assertThat(fixture.database().value("select how from told")).isEqualTo("skip");
    code("M0005_Code", "", "s.execute(\"create table lost ()\"); s.execute(\"select 1/0\");");
    Ran failed = fixture.run("mark", "--all");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.err())
        .contains("postcar: app.M0005_Code failed: division by zero (SQLSTATE 22012)")
        .contains("rerun \"postcar mark M0005_Code\"");
    assertThat(fixture.database().hasRelation("lost")).isFalse();
    assertThat(fixture.run("status").out()).contains("pending     app.M0005_Code");
  }

  @Test
  void oneFailingSkipLeavesNothingMarked() {
    code("M0002_Two", "", "s.execute(\"select 1/0\");");
    assertThat(fixture.run("mark", "--all").exitCode()).isEqualTo(1);
    assertThat(fixture.run("status").out()).contains("3 pending");
  }

  @Test
  void nonTransactionalCodeIsToldOutsideTheTransaction() {
    code("M0001_One", "@NonTransactional ", "s.execute(\"vacuum\"); context.say(\"told\");");
    Ran marked = fixture.run("mark", "--to", "M0002");
    assertThat(marked.exitCode()).as(marked.err()).isZero();
    assertThat(marked.err()).contains("told");
    assertThat(marked.out()).isEqualTo("Marked app.M0001_One\nMarked app.M0002_Two.\n");
    code("M0003_Three", "@NonTransactional ", "throw new IllegalStateException(\"no\");");
    Ran failed = fixture.run("skip");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(fixture.run("status").out()).contains("pending     app.M0003_Three");
  }

  @Test
  void codeWithoutResumeIsRefusedWithTheWaysOut() {
    code("M0001_One", "@NonTransactional ", "");
    fixture.run("mark", "M0001");
    fixture.database().execute("update _postcar.migration set state = 'started'");
    Ran ran = fixture.run("resume", "M0001");
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err())
        .isEqualTo(
            "postcar: Refused: app.M0001_One cannot be resumed: it is code without resume(Context),"
                + " and inBatches did not run. Nothing was changed.\nNext: run \"postcar mark"
                + " M0001_One\" if it is complete.\n");
    assertThat(fixture.run("mark", "M0001").out()).isEqualTo("Marked app.M0001_One.\n");
    assertThat(fixture.run("status").out()).contains("2 pending");
  }

  @Test
  void resumeCallsTheResumeOfCodeAndNotItsForward() {
    code("M0001_One", "@NonTransactional ", "");
    Ran failed = fixture.run("migrate");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.err())
        .contains(
            "Next: fix the cause, then run \"postcar mark M0001_One\" if it is complete; then")
        .doesNotContain("postcar resume")
        .doesNotContain("postcar rollback");
    fixture.source(
        "M0001_One",
        """
        @NonTransactional public class M0001_One extends CodeMigration {
          public void forward(Context context) { throw new IllegalStateException("ran"); }
          public void resume(Context context) {
            context.say("going on " + context.direction());
          }
        }
        """);
    Ran resumed = fixture.run("resume", "M0001");
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(resumed.out()).isEqualTo("Completed app.M0001_One.\n");
    assertThat(resumed.err()).contains("going on FORWARD");
    assertThat(fixture.run("status").out()).contains("applied     app.M0001_One");
  }

  private void code(String name, String annotation, String skip) {
    fixture.source(
        name,
        """
        import java.sql.*;
        %spublic class %s extends CodeMigration {
          public void forward(Context context) { throw new IllegalStateException("ran"); }
          public void skip(Context context) throws Exception {
            try (Statement s = context.connection().createStatement()) {
              %s
            }
          }
        }
        """
            .formatted(annotation, name, skip));
  }

  private static String applied(String id) {
    return "applied " + id + " (TIME)\n";
  }

  private static String timeless(String text) {
    return text.replaceAll("\\(\\d+ ms\\)|\\(\\d+\\.\\d s\\)", "(TIME)");
  }

  private static JsonNode json(Ran ran) throws Exception {
    assertThat(ran.exitCode()).as(ran.out() + ran.err()).isZero();
    return new ObjectMapper().readTree(ran.out());
  }
}
