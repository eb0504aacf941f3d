package dev.postcar.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postcar.Event;
import dev.postcar.MigrationState;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.internal.history.LockKey;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Code migrations outside a transaction: batches, compensation, cleanup. */
final class OutsideCodeTest {

  private static final String BACKFILL =
      "update t set n = id where id in (select id from t where n is null order by id limit 10)";

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();
  private final List<Event> events = new ArrayList<>();
  private MigrationFolder folder;

  @BeforeEach
  void makeTable() {
    database.execute("create table t (id int, n int); insert into t select generate_series(1, 35)");
    database.execute("create table trace (id serial, what text)");
    folder = new MigrationFolder(directory);
  }

  @AfterEach
  void drop() {
    database.close();
  }

  @Test
  void batchesCommitEachRoundUntilNoRowIsTouched() {
    database.execute(
        "create function count_transaction() returns trigger language plpgsql as $$ begin"
            + " insert into trace (what) values (pg_current_xact_id()::text); return null; end $$;"
            + " create trigger counts after update on t for each statement execute function"
            + " count_transaction()");
    code(
        "@NonTransactional",
        "c.say(c.inBatches(\"" + BACKFILL + "\") + \" rows\");",
        "c.inBatches(\"update t set n = null where id in"
            + " (select id from t where n is not null limit 10)\");");
    try (Postcar postcar = postcar()) {
      assertThat(postcar.migrate().applied()).hasSize(1);
      assertThat(database.value("select count(*) from t where n = id")).isEqualTo("35");
      assertThat(database.value("select count(distinct what) from trace where what ~ '^[0-9]'"))
          .isEqualTo("5");
      assertThat(said()).contains("35 rows");
      assertThat(progress()).containsExactly(10L, 20L, 30L, 35L);
      assertThat(postcar.rollback(Target.usual()).rolledBack()).hasSize(1);
      assertThat(database.value("select count(*) from t where n is null")).isEqualTo("35");
      assertThat(postcar.status().migrations().get(0).state()).isEqualTo(MigrationState.REVERTED);
    }
  }

  @Test
  void theRunnerLockIsHeldFromRoundToRound() {
    code(
        "@NonTransactional",
        "c.inBatches(\"" + BACKFILL + "\", java.time.Duration.ofMillis(50));",
        null);
    List<String> held = new ArrayList<>();
    try (Postcar postcar = postcar()) {
      postcar.reporter(
          event -> {
            if (event instanceof Event.Progress) {
              held.add(
                  database.value(
                      "select pg_try_advisory_lock(" + LockKey.runner("_postcar") + ")"));
            }
          });
      postcar.migrate();
    }
    assertThat(held).containsExactly("f", "f", "f", "f");
  }

  @Test
  void aRoundThatRunsIntoALockIsTriedAgain() throws Exception {
    code("@NonTransactional", "c.inBatches(\"" + BACKFILL + "\");", null);
    try (Connection holder = database.connect();
        Statement statement = holder.createStatement();
        Postcar postcar = postcar().lockTimeout(Duration.ofMillis(200))) {
      holder.setAutoCommit(false);
      statement.execute("select from t where id = 15 for update");
      postcar.reporter(
          event -> {
            events.add(event);
            if (event instanceof Event.Retrying) {
              release(holder);
            }
          });
      postcar.migrate();
    }
    assertThat(events).filteredOn(Event.Retrying.class::isInstance).hasSize(1);
    assertThat(database.value("select count(*) from t where n = id")).isEqualTo("35");
  }

  @Test
  void aSignalEndsItBetweenTwoRoundsAndResumeGoesOnWhereRowsAreLeft() {
    resumable("c.inBatches(\"" + BACKFILL + "\", java.time.Duration.ofMinutes(10));");
    try (Postcar postcar = postcar()) {
      postcar.reporter(
          event -> {
            if (event instanceof Event.Progress) {
              new Thread(() -> postcar.interrupt(15)).start();
            }
          });
      PostcarException.Interrupted ended =
          catchThrowableOfType(PostcarException.Interrupted.class, postcar::migrate);
      assertThat(ended.exitCode()).isEqualTo(143);
      assertThat(ended.getMessage()).contains("postcar resume M0001_Code");
    }
    assertThat(database.value("select count(*) from t where n = id")).isEqualTo("10");
    resumable("c.inBatches(\"" + BACKFILL + "\");");
    try (Postcar postcar = postcar()) {
      assertThatThrownBy(postcar::migrate).isInstanceOf(PostcarException.Refusal.class);
      assertThat(postcar.resume("M0001").recorded()).hasSize(1);
      assertThat(progress()).containsExactly(20L, 30L, 35L);
      assertThat(postcar.status().pending()).isZero();
    }
  }

  @Test
  void batchesInsideATransactionAreRefusedWithTheMend() {
    code("", "c.inBatches(\"" + BACKFILL + "\");", null);
    try (Postcar postcar = postcar()) {
      assertThatThrownBy(postcar::migrate)
          .isInstanceOf(PostcarException.MigrationFailed.class)
          .hasMessageContaining("IllegalStateException")
          .hasMessageContaining("annotate it with @NonTransactional");
    }
    code("@NonTransactional", "c.connection().setAutoCommit(false); c.inBatches(\"x\");", null);
    try (Postcar postcar = postcar()) {
      assertThatThrownBy(postcar::migrate).hasMessageContaining("a transaction is open");
    }
  }

  @Test
  void batchesTakeOneStatementThatReturnsNothing() {
    code("@NonTransactional @Compensate", "c.inBatches(\"delete from t; select 1\");", "");
    try (Postcar postcar = postcar()) {
      assertThatThrownBy(postcar::migrate).hasMessageContaining("exactly one statement");
    }
    code("@NonTransactional @Compensate", "c.inBatches(\"select 1\");", "");
    try (Postcar postcar = postcar()) {
      assertThatThrownBy(postcar::migrate).hasMessageContaining("UPDATE or DELETE");
    }
    assertThat(database.value("select count(*) from t")).isEqualTo("35");
  }

  @Test
  void whatFailsIsCompensatedAndPendingAgain() {
    code("@NonTransactional @Compensate", run("forward") + fail("no"), traced());
    try (Postcar postcar = postcar()) {
      assertThatThrownBy(postcar::migrate)
          .isInstanceOf(PostcarException.MigrationFailed.class)
          .hasMessageContaining("failed: IllegalArgumentException: no")
          .hasMessageContaining("the migration is pending again")
          .hasMessageContaining("Next: fix the cause, then rerun \"postcar migrate\".");
      assertThat(trace()).containsExactly("forward", "COMPENSATE", "cleanup");
      assertThat(postcar.status().migrations().get(0).state()).isEqualTo(MigrationState.REVERTED);
      assertThat(failures()).isEqualTo("1");
      code("@NonTransactional @Compensate", run("again"), traced());
    }
    try (Postcar postcar = postcar()) {
      assertThat(postcar.migrate().applied()).hasSize(1);
      assertThat(trace()).endsWith("again", "cleanup");
      postcar.rollback(Target.usual());
      assertThat(trace()).endsWith("ROLLBACK", "cleanup");
    }
  }

  @Test
  void aCompensationThatFailsTellsBothAndLeavesItInterrupted() {
    code("@NonTransactional @Compensate", fail("first"), fail("second"));
    try (Postcar postcar = postcar()) {
      PostcarException.MigrationFailed failed =
          catchThrowableOfType(PostcarException.MigrationFailed.class, postcar::migrate);
      assertThat(failed.getMessage())
          .contains("failed: IllegalArgumentException: first")
          .contains("its compensation failed too: IllegalArgumentException: second")
          .contains("postcar rollback M0001_Code");
      assertThat(failed.getCause().getSuppressed()[0]).hasMessage("second");
      assertThat(postcar.status().migrations().get(0).state())
          .isEqualTo(MigrationState.INTERRUPTED);
      assertThat(failures()).isEqualTo("1");
    }
  }

  @Test
  void whatACompensationSaysIsNoAdvice() {
    code("@NonTransactional @Compensate", fail("first"), fail("second\\nNext: forged"));
    try (Postcar postcar = postcar()) {
      PostcarException.MigrationFailed failed =
          catchThrowableOfType(PostcarException.MigrationFailed.class, postcar::migrate);
      assertThat(failed.getMessage().lines().filter(line -> line.startsWith("Next: ")))
          .as(failed.getMessage())
          .singleElement()
          .asString()
          .startsWith("Next: fix the cause, then run \"postcar rollback");
    }
  }

  @Test
  void withoutTheAnnotationAFailureCompensatesNothing() {
    code("@NonTransactional", run("forward") + fail("no"), traced());
    try (Postcar postcar = postcar()) {
      assertThatThrownBy(postcar::migrate).hasMessageContaining("State: M0001_Code is interrupted");
      assertThat(trace()).containsExactly("forward", "cleanup");
      assertThat(postcar.status().migrations().get(0).state())
          .isEqualTo(MigrationState.INTERRUPTED);
      postcar.rollback(Target.only("M0001"));
      assertThat(trace()).containsExactly("forward", "cleanup", "ROLLBACK", "cleanup");
    }
  }

  @Test
  void whatAnotherRunnerAppliedIsNotCompensated() {
    code("@NonTransactional @Compensate", run("forward"), traced());
    try (Postcar first = postcar();
        Postcar second = postcar()) {
      boolean[] done = {false};
      first
          .pooled(dev.postcar.PoolerMode.OFF)
          .reporter(
              event -> {
                if (event instanceof Event.MigrationStarted && !done[0]) {
                  done[0] = true;
                  // Another one that came by without the lock, as behind a pooler.
                  database.execute(
                      "update _postcar.version set generation = generation + 1; insert into"
                          + " _postcar.migration (package, name, sequence, state, postcar_version,"
                          + " attempt) values ('app', 'M0001_Code', 1, 'applied', 'x',"
                          + " gen_random_uuid())");
                }
              });
      assertThat(first.migrate().applied()).isEmpty();
      assertThat(done[0]).isTrue();
      assertThat(trace()).isEmpty();
      assertThat(second.status().pending()).isZero();
    }
  }

  @Test
  void aLostConnectionIsNotCompensatedButTold() {
    code(
        "@NonTransactional @Compensate",
        run("forward") + run2("select pg_terminate_backend(pg_backend_pid())"),
        traced());
    try (Postcar postcar = postcar()) {
      assertThatThrownBy(postcar::migrate)
          .isInstanceOf(PostcarException.Connection.class)
          .hasMessageContaining(
              "State: M0001_Code is interrupted: started but not finished.\nNext: run \"postcar"
                  + " rollback M0001_Code\" to undo it");
      assertThat(trace()).containsExactly("forward");
    }
  }

  @Test
  void anotherServersLostConnectionIsAFailureOfTheMigrationAlone() {
    String lost = "throw new SQLException(\"the other store is away\", \"08006\");";
    for (String annotation : List.of("", "@NonTransactional @Compensate")) {
      code(annotation, run("forward") + lost, traced());
      try (Postcar postcar = postcar()) {
        assertThatThrownBy(postcar::migrate)
            .isInstanceOf(PostcarException.MigrationFailed.class)
            .hasMessageContaining("the other store is away");
        assertThat(postcar.status().pending()).isEqualTo(1);
      }
    }
  }

  @Test
  void cleanupRunsLastAndItsFailureHidesNothing() {
    source(
        "@NonTransactional",
        fail("first"),
        "",
        run2("set search_path to nowhere") + fail("cleaning"));
    folder.sql("M0002_After", "create table after ()", null);
    try (Postcar postcar = postcar()) {
      assertThatThrownBy(postcar::migrate).hasMessageContaining("failed: IllegalArgumentException");
      assertThat(warnings()).anyMatch(text -> text.contains("its cleanup failed"));
      postcar.mark("M0001");
      postcar.migrate();
      assertThat(database.hasRelation("public.after")).isTrue();
    }
  }

  @Test
  void aTransactionLeftOpenIsAFailure() {
    code("@NonTransactional", "c.connection().setAutoCommit(false);" + run("lost"), null);
    try (Postcar postcar = postcar()) {
      assertThatThrownBy(postcar::migrate).hasMessageContaining("left a transaction open");
      assertThat(trace()).containsExactly("cleanup");
    }
  }

  @Test
  void theAnnotationWhereItMeansNothingIsRefused() {
    code("@Compensate", "", "");
    try (Postcar postcar = postcar()) {
      assertThatThrownBy(postcar::migrate)
          .isInstanceOf(PostcarException.Source.class)
          .hasMessageContaining("@Compensate is for a @NonTransactional CodeMigration");
    }
    code("@NonTransactional @Compensate", "", null);
    try (Postcar postcar = postcar()) {
      assertThatThrownBy(postcar::migrate).hasMessageContaining("needs a rollback(Context)");
    }
  }

  private void code(String annotations, String forward, String rollback) {
    source(annotations, forward, rollback, run("cleanup"));
  }

  private void resumable(String forward) {
    folder.source(
        "M0001_Code",
        "@NonTransactional public class M0001_Code extends CodeMigration {\n"
            + method("forward", forward)
            + method("resume", "forward(c);")
            + "}\n");
  }

  private void source(String annotations, String forward, String rollback, String cleanup) {
    folder.source(
        "M0001_Code",
        annotations
            + " public class M0001_Code extends CodeMigration {\n"
            + method("forward", forward)
            + (rollback == null ? "" : method("rollback", rollback))
            + method("cleanup", cleanup)
            + "}\n");
  }

  private static String method(String name, String body) {
    return "public void " + name + "(Context c) throws Exception {" + body + "}\n";
  }

  private static String run(String word) {
    return run2("insert into public.trace (what) values ('" + word + "')");
  }

  private static String run2(String sql) {
    return "try (Statement s = c.connection().createStatement()) { s.execute(\"" + sql + "\"); }\n";
  }

  private static String traced() {
    return run("\" + c.direction() + \"");
  }

  private static String fail(String word) {
    return "if (c != null) throw new IllegalArgumentException(\"" + word + "\");";
  }

  private static void release(Connection holder) {
    try {
      holder.rollback();
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> trace() {
    return database.rows("select what from trace order by id");
  }

  private String failures() {
    return database.value("select count(*) from _postcar.event where sqlstate is not null");
  }

  private List<String> said() {
    return events.stream()
        .filter(Event.Said.class::isInstance)
        .map(event -> ((Event.Said) event).text())
        .toList();
  }

  private List<String> warnings() {
    return events.stream()
        .filter(Event.Warning.class::isInstance)
        .map(event -> ((Event.Warning) event).text())
        .toList();
  }

  private List<Long> progress() {
    return events.stream()
        .filter(Event.Progress.class::isInstance)
        .map(event -> ((Event.Progress) event).done())
        .toList();
  }

  private Postcar postcar() {
    return folder.on(database.dataSource()).reporter(events::add);
  }
}
