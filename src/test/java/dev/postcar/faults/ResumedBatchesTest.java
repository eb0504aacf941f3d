package dev.postcar.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.postcar.Event;
import dev.postcar.MigrationState;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.result.ShowResult.JournalRow;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Code that does nothing but batches continues after an interruption, without a resume. */
final class ResumedBatchesTest {

  private static final String FIRST = batch("n = id where n is null");
  private static final String SECOND = batch("m = id where m is null");

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();
  private final List<Event> events = new ArrayList<>();
  private MigrationFolder folder;

  private static String batch(String what) {
    String[] parts = what.split(" where ", 2);
    return "update t set %s where id in (select id from t where %s order by id limit 10)"
        .formatted(parts[0], parts[1]);
  }

  @BeforeEach
  void makeTable() {
    database.execute(
        "create table t (id int, n int check (n <> 25), m int check (m <> 25));"
            + " insert into t select generate_series(1, 35); create table trace (what text)");
    folder = new MigrationFolder(directory);
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private void code(String forward, String more) {
    folder.source(
        "M0001_Code",
        "@NonTransactional public class M0001_Code extends CodeMigration {\n"
            + method("forward", forward)
            + more
            + "}\n");
  }

  private static String method(String name, String body) {
    return "public void " + name + "(Context c) throws Exception {" + body + "}\n";
  }

  private static String run(String sql) {
    return "c.say(c.inBatches(\"" + sql + "\") + \" rows\");";
  }

  private static String trace(String what) {
    return "try (Statement s = c.connection().createStatement()) {"
        + " s.execute(\"insert into trace values ('%s')\"); }\n".formatted(what);
  }

  private Postcar postcar() {
    events.clear();
    return folder.on(database.dataSource()).reporter(events::add);
  }

  private String fails() {
    try (Postcar postcar = postcar()) {
      return catchThrowableOfType(PostcarException.class, postcar::migrate).getMessage();
    }
  }

  private void allow() {
    database.execute(
        "alter table t drop constraint if exists t_n_check; alter table t drop constraint if exists"
            + " t_m_check");
  }

  private String resumed() {
    try (Postcar postcar = postcar()) {
      postcar.resume("M0001");
      assertThat(postcar.status().migrations().get(0).state()).isEqualTo(MigrationState.APPLIED);
    }
    return String.join(
        ", ",
        events.stream()
            .filter(Event.Said.class::isInstance)
            .map(event -> ((Event.Said) event).text())
            .toList());
  }

  private List<Long> progress() {
    return events.stream()
        .filter(Event.Progress.class::isInstance)
        .map(event -> ((Event.Progress) event).done())
        .toList();
  }

  @Test
  void theCountGoesOnWhereTheLastRoundWasCommitted() {
    code(run(FIRST), "");
    assertThat(fails())
        .contains("violates check constraint", "not finished, after 20 rows in batches.")
        .contains("run \"postcar resume M0001_Code\" to continue");
    try (Postcar postcar = postcar()) {
      assertThat(postcar.show("M0001").statements())
          .extracting(JournalRow::number, JournalRow::state, JournalRow::rows)
          .containsExactly(tuple(1, "started", 20L));
    }
    allow();
    assertThat(resumed()).isEqualTo("35 rows");
    assertThat(progress()).containsExactly(30L, 35L);
    assertThat(database.value("select state || rows from _postcar.statement")).isEqualTo("done35");
  }

  @Test
  void aBatchThatIsDoneDoesNotRunAgain() {
    code(run(FIRST) + run(SECOND), "");
    assertThat(fails()).contains("t_n_check", "after 20 rows");
    database.execute("alter table t drop constraint t_n_check");
    try (Postcar postcar = postcar()) {
      assertThatThrownBy(() -> postcar.resume("M0001")).hasMessageContaining("after 55 rows");
    }
    // A rerun of the first would change these.
    database.execute("update t set n = null where id < 5");
    allow();
    assertThat(resumed()).isEqualTo("35 rows, 35 rows");
    assertThat(database.value("select count(*) from t where n is null")).isEqualTo("4");
    assertThat(database.value("select count(*) from t where m = id")).isEqualTo("35");
  }

  @Test
  void theRowsOfARoundAndTheirCountAreOneTransaction() {
    database.execute(
        "create function ends() returns trigger language plpgsql as $$ begin if new.id = 25 then"
            + " perform pg_terminate_backend(pg_backend_pid()); end if; return new; end $$;"
            + " create trigger ends before update on t for each row execute function ends()");
    allow();
    code(run(FIRST), "");
    assertThat(fails())
        .contains("State: M0001_Code is interrupted", "Next: run \"postcar resume M0001_Code\"");
    assertThat(database.value("select rows from _postcar.statement")).isEqualTo("20");
    assertThat(database.value("select count(*) from t where n = id")).isEqualTo("20");
    database.execute("drop trigger ends on t");
    assertThat(resumed()).isEqualTo("35 rows");
  }

  @Test
  void whatTheConnectionWasUsedForIsNotDoneTwice() {
    String empty = "c.inBatches(\"delete from t where id > 99\");";
    for (String forward :
        List.of(trace("early") + run(FIRST), empty + trace("late") + run(FIRST))) {
      database.execute("drop schema if exists _postcar cascade; update t set n = null");
      code(forward, "");
      assertThat(fails()).contains("is interrupted").doesNotContain("postcar resume");
      try (Postcar postcar = postcar()) {
        assertThatThrownBy(() -> postcar.resume("M0001"))
            .isInstanceOf(PostcarException.Refusal.class)
            .hasMessageContaining("it used more than inBatches");
        assertThat(postcar.status().migrations().get(0).state())
            .isEqualTo(MigrationState.INTERRUPTED);
      }
    }
    assertThat(database.rows("select what from trace")).containsExactly("early", "late");
  }

  @Test
  void aCleanupMayUseTheConnection() {
    code(run(FIRST), method("cleanup", trace("cleanup")));
    assertThat(fails()).contains("postcar resume M0001_Code");
    allow();
    assertThat(resumed()).isEqualTo("35 rows");
  }

  @Test
  void aResumeOfItsOwnSeesTheCountAndRunsWhatItWants() {
    code(run(FIRST) + trace("late"), method("resume", "forward(c);"));
    assertThat(fails()).contains("postcar resume M0001_Code");
    allow();
    assertThat(resumed()).isEqualTo("35 rows");
    assertThat(database.rows("select what from trace")).containsExactly("late");
  }

  @Test
  void aBatchWithAnotherTextBeginsItsCountAgain() {
    code(run(FIRST), "");
    fails();
    allow();
    code(run(SECOND), "");
    assertThat(resumed()).isEqualTo("35 rows");
    assertThat(database.value("select count(*) from t where m = id")).isEqualTo("35");
  }

  @Test
  void aRollbackIsResumedInItsOwnDirection() {
    allow();
    String back = batch("n = null where n is not null");
    code(run(FIRST), method("rollback", run(back)));
    try (Postcar postcar = postcar()) {
      postcar.migrate();
      database.execute("alter table t add constraint keeps check (id <> 15 or n is not null)");
      assertThatThrownBy(() -> postcar.rollback(Target.usual()))
          .hasMessageContaining("the rollback of M0001_Code is interrupted")
          .hasMessageContaining("after 10 rows in batches")
          .hasMessageContaining("\"postcar resume M0001_Code\" to continue the rollback");
      // Started again, it counts from nothing.
      assertThatThrownBy(() -> postcar.rollback(Target.only("M0001")))
          .hasMessageContaining("its code was started but not finished.");
      database.execute("alter table t drop constraint keeps");
      events.clear();
      postcar.resume("M0001");
      assertThat(progress()).containsExactly(10L, 20L, 25L);
      assertThat(postcar.status().migrations().get(0).state()).isEqualTo(MigrationState.REVERTED);
      postcar.migrate();
    }
    assertThat(database.value("select count(*) from t where n = id")).isEqualTo("35");
  }

  @Test
  void aRollbackThatStartsAgainForgetsWhatAnEarlierOneDid() {
    allow();
    database.execute("create table stop ()");
    String stop =
        "if (c.inBatches(\"delete from stop where false\") == 0 && new java.io.File(\"%s\").exists())"
            + " throw new Exception(\"stop\");";
    Path flag = directory.resolve("stop");
    code(
        run(FIRST) + run(SECOND),
        method(
            "rollback",
            run(batch("n = null where n is not null"))
                + run(batch("m = null where m is not null"))
                + stop.formatted(flag)));
    try (Postcar postcar = postcar()) {
      postcar.migrate();
      Files.createFile(flag);
      assertThatThrownBy(() -> postcar.rollback(Target.usual())).hasMessageContaining("stop");
      Files.delete(flag);
      database.execute("update t set n = id, m = id");
      database.execute("alter table t add constraint keeps check (id <> 15 or n is not null)");
      assertThatThrownBy(() -> postcar.rollback(Target.only("M0001")))
          .hasMessageContaining("keeps");
      database.execute("alter table t drop constraint keeps");
      postcar.resume("M0001");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(database.value("select count(*) from t where n is null and m is null"))
        .isEqualTo("35");
  }

  @Test
  void whatWasCompensatedIsNotTakenForDone() {
    String again = "if (c.direction() == Direction.COMPENSATE) throw new Exception(\"no\");";
    folder.source(
        "M0001_Code",
        "@NonTransactional @Compensate public class M0001_Code extends CodeMigration {\n"
            + method("forward", run(FIRST) + "throw new Exception(\"late\");")
            + method(
                "rollback",
                "c.inBatches(\"" + batch("n = null where n is not null") + "\");" + again)
            + "}\n");
    allow();
    assertThat(fails()).contains("its compensation failed too").doesNotContain("postcar resume");
    assertThat(database.value("select count(*) from _postcar.statement")).isEqualTo("0");
    try (Postcar postcar = postcar()) {
      assertThatThrownBy(() -> postcar.resume("M0001"))
          .hasMessageContaining("inBatches did not run");
    }
  }

  @Test
  void aRunnerThatLostItsMigrationCommitsNoFurtherRound() {
    allow();
    code(run(FIRST), "");
    try (Postcar postcar = postcar()) {
      postcar.reporter(
          event -> {
            if (event instanceof Event.Progress) {
              database.execute("update _postcar.migration set attempt = gen_random_uuid()");
            }
          });
      assertThatThrownBy(postcar::migrate).isInstanceOf(PostcarException.class);
    }
    assertThat(database.value("select count(*) from t where n = id")).isEqualTo("10");
    assertThat(database.value("select rows from _postcar.statement")).isEqualTo("10");
  }
}
