package dev.postcar.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postcar.Event;
import dev.postcar.PoolerMode;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.result.MigrateResult;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The connection is lost while a migration commits: only the history knows how it ended. */
final class UnknownCommitTest {

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();
  private final FaultProxy proxy =
      new FaultProxy(database.server().host(), database.server().port());
  private final List<Event> events = new ArrayList<>();

  @AfterEach
  void close() {
    proxy.close();
    database.close();
  }

  @Test
  void aCommitWhoseAnswerIsLostIsFoundInTheHistoryAndTheRunGoesOn() {
    // The message reaches the server whole; the answer never comes back.
    MigrationFolder folder = three("select pg_sleep(0.3)");
    proxy.cutDownWhenUpContains("create table b as");
    try (Postcar postcar = postcar(folder)) {
      MigrateResult result = postcar.migrate();
      assertThat(result.applied())
          .extracting(done -> done.id())
          .containsExactly("app.M0001_A", "app.M0002_B", "app.M0003_C");
    }
    assertThat(events)
        .anyMatch(
            event ->
                event instanceof Event.Warning warning
                    && warning.text().contains("M0003_C had been committed"));
    assertThat(database.value("select count(*) from b")).isEqualTo("1");
  }

  @Test
  void aLostCommitOfASingleTransactionIsFoundToo() {
    MigrationFolder folder =
        new MigrationFolder(directory)
            .sql("M0001_A", "create table a ()", null)
            .sql("M0002_B", "create table b ()", null)
            .sql("M0003_C", "select 1", null);
    proxyCutsTheAnswerToCommit();
    try (Postcar postcar = postcar(folder)) {
      assertThat(postcar.migrate(Target.usual().singleTransaction()).applied()).hasSize(3);
    }
    assertThat(database.value("select count(*) from _postcar.migration where state = 'applied'"))
        .isEqualTo("3");
  }

  /** The commit is the last statement of the run: the only one that the server logs as such. */
  private void proxyCutsTheAnswerToCommit() {
    proxy.cutDownWhenUpContains("commit\0");
  }

  @Test
  void aRollbackOfOneWhoseAnswerIsLostDoesNotUndoAnother() {
    MigrationFolder folder =
        new MigrationFolder(directory)
            .sql("M0001_A", "create table a ()", "drop table a")
            .sql("M0002_B", "create table b ()", "drop table b -- the last one");
    try (Postcar postcar = postcar(folder)) {
      postcar.migrate();
      proxy.cutDownWhenUpContains("drop table b -- the last one");
      assertThat(postcar.rollback(Target.usual()).rolledBack())
          .extracting(done -> done.id())
          .containsExactly("app.M0002_B");
    }
    assertThat(database.hasRelation("a")).isTrue();
    assertThat(database.hasRelation("b")).isFalse();
  }

  @Test
  void aRollbackOfTwoWhoseFirstAnswerIsLostUndoesOneMoreAndNoOther() {
    MigrationFolder folder =
        new MigrationFolder(directory)
            .sql("M0001_A", "create table a ()", "drop table a")
            .sql("M0002_B", "create table b ()", "drop table b")
            .sql("M0003_C", "create table c ()", "drop table c -- the first one");
    try (Postcar postcar = postcar(folder).pipeline(false)) {
      postcar.migrate();
      proxy.cutDownWhenUpContains("drop table c -- the first one");
      assertThat(postcar.rollback(Target.steps(2)).rolledBack())
          .extracting(done -> done.id())
          .containsExactly("app.M0003_C", "app.M0002_B");
    }
    assertThat(database.hasRelation("a")).isTrue();
    assertThat(database.hasRelation("b")).isFalse();
  }

  /** Behind a pooler there is no process to wait for, and no lock that goes with it. */
  @ParameterizedTest
  @EnumSource(names = {"OFF", "TRANSACTION"})
  void whatTheLostSessionIsStillAtIsWaitedFor(PoolerMode pooled) {
    // Less than the time after which the server notices that its client is gone.
    MigrationFolder folder = three("select pg_sleep(0.4)");
    Thread cut =
        new Thread(
            () -> {
              while (database
                  .value(
                      "select count(*) from pg_stat_activity where datname = current_database() and"
                          + " wait_event = 'PgSleep'")
                  .equals("0")) {
                Recovery.sleep(10);
              }
              proxy.cutNow();
            });
    cut.start();
    // One a message: a server that has more than its buffer to send notices the loss at once.
    try (Postcar postcar = postcar(folder).pooled(pooled).pipeline(false)) {
      assertThat(postcar.migrate().applied()).hasSize(3);
    }
    assertThat(database.value("select count(*) from b")).isEqualTo("1");
  }

  @Test
  void aTransactionThatNeverCommittedIsToldAsSuch() {
    MigrationFolder folder = three("select pg_terminate_backend(pg_backend_pid())");
    try (Postcar postcar = postcar(folder)) {
      PostcarException.Connection lost =
          catchThrowableOfType(PostcarException.Connection.class, postcar::migrate);
      assertThat(lost.exitCode()).isEqualTo(3);
      assertThat(lost.getMessage())
          .contains("app.M0002_B")
          .contains(
              """
              State: M0002_B was rolled back completely. 1 earlier migration stays applied; 1 later \
              one did not run.
              Next: rerun "postcar migrate".""");
      assertThat(((MigrateResult) lost.resultSoFar().orElseThrow()).applied()).hasSize(1);
    }
    assertThat(database.hasRelation("b")).isFalse();
  }

  @Test
  void whereTheServerStaysAwayThatIsSaid() {
    MigrationFolder folder = three("select pg_sleep(0.3)");
    proxy.cutDownWhenUpContains("create table b as");
    proxy.refuseAfterCut(true);
    try (Postcar postcar = postcar(folder).settling(Duration.ofSeconds(2))) {
      PostcarException.Connection lost =
          catchThrowableOfType(PostcarException.Connection.class, postcar::migrate);
      assertThat(lost.getMessage())
          .contains("State: not known, because")
          .contains("In doubt: M0001_A, M0002_B, M0003_C.")
          .contains("Next: run \"postcar status\" once the server answers");
    }
    proxy.refuse(false);
    try (Postcar postcar = postcar(folder)) {
      assertThat(postcar.migrate().pending()).isZero();
    }
    assertThat(database.value("select count(*) from b")).isEqualTo("1");
  }

  private MigrationFolder three(String inTheMiddle) {
    return new MigrationFolder(directory)
        .sql("M0001_A", "create table a ()", null)
        .sql("M0002_B", "create table b as select 1 as one; " + inTheMiddle, null)
        .sql("M0003_C", "create table c ()", null);
  }

  private Postcar postcar(MigrationFolder folder) {
    PGSimpleDataSource source = (PGSimpleDataSource) database.dataSource();
    source.setUrl("jdbc:postgresql://127.0.0.1:" + proxy.port() + "/" + database.name());
    return folder.on(source).reporter(events::add);
  }
}
