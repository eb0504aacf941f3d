package dev.postcar.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postcar.Event;
import dev.postcar.Hooks;
import dev.postcar.PoolerMode;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.internal.history.LockKey;
import dev.postcar.result.MigrationResult;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One runner at a time. */
final class LockTest {

  @TempDir Path directory;

  @Test
  void aRunnerThatDoesNotGetTheLockNamesItsHolderAndChangesNothing() throws Exception {
    MigrationFolder folder =
        new MigrationFolder(directory).sql("M0001_A", "create table a ()", null);
    try (TestDatabase database = new TestDatabase();
        Connection holder = database.connect();
        Statement statement = holder.createStatement();
        Postcar postcar = folder.on(database.dataSource()).lockWait(Duration.ofMillis(400))) {
      statement.execute("set application_name = 'the other one'");
      statement.execute("select pg_advisory_lock(" + LockKey.runner("_postcar") + ")");
      PostcarException.Lock refused =
          catchThrowableOfType(PostcarException.Lock.class, postcar::migrate);
      assertThat(refused.exitCode()).isEqualTo(5);
      assertThat(refused.getMessage())
          .contains("within 400ms")
          .contains("pid ")
          .contains("the other one");
      assertThat(database.hasRelation("a")).isFalse();
      statement.execute("select pg_advisory_unlock_all()");
      assertThat(postcar.migrate().applied()).hasSize(1);
    }
  }

  @Test
  void whatAnotherRunnerUpgradedWhileThisOneWaitedIsSeen() throws Exception {
    MigrationFolder folder =
        new MigrationFolder(directory)
            .sql("M0001_A", "create table a (id int)", null)
            .view("V", "", "create view v as select id from a", "drop view v");
    try (TestDatabase database = new TestDatabase();
        Connection holder = database.connect();
        Statement statement = holder.createStatement();
        Postcar postcar = folder.on(database.dataSource())) {
      postcar.migrate();
      statement.execute("alter table _postcar.view rename to kept");
      statement.execute("update _postcar.version set minor = minor - 2");
      statement.execute("select pg_advisory_lock(" + LockKey.runner("_postcar") + ")");
      postcar.reporter(
          event -> {
            if (event instanceof Event.WaitingForLock) {
              database.execute("alter table _postcar.kept rename to view");
              database.execute("update _postcar.version set minor = minor + 2");
              letGo(database);
            }
          });
      assertThat(postcar.migrate().views()).isEmpty();
      assertThat(database.hasRelation("v")).isTrue();
    }
  }

  @Test
  void whatAnotherRunnerMadeWhileThisOneWaitedIsSeen() throws Exception {
    MigrationFolder folder =
        new MigrationFolder(directory).sql("M0001_A", "create table a ()", null);
    try (TestDatabase database = new TestDatabase();
        Connection holder = database.connect();
        Statement statement = holder.createStatement();
        Postcar other = folder.on(database.dataSource()).pooled(PoolerMode.TRANSACTION);
        Postcar postcar = folder.on(database.dataSource())) {
      statement.execute("select pg_advisory_lock(" + LockKey.runner("_postcar") + ")");
      List<Hooks.Planned> begun = new ArrayList<>();
      postcar.hooks(
          new Hooks() {
            @Override
            public void before(Planned planned) {
              begun.add(planned);
            }
          });
      postcar.reporter(
          event -> {
            if (event instanceof Event.WaitingForLock) {
              other.migrate();
              letGo(database);
            }
          });
      assertThat(postcar.migrate().applied()).isEmpty();
      assertThat(begun).isEmpty();
    }
  }

  private static void letGo(TestDatabase database) {
    database.execute(
        "select pg_terminate_backend(pid) from pg_locks join pg_database d on d.oid = database"
            + " where locktype = 'advisory' and datname = current_database()");
  }

  @Test
  void withoutALockWhatAnotherRunnerWroteSinceThePlanIsPlannedAgain() {
    MigrationFolder folder = new MigrationFolder(directory);
    for (int i = 1; i <= 3; i++) {
      folder.sql("M000%d_T".formatted(i), "create table t" + i + " ()", "drop table t" + i);
    }
    try (TestDatabase database = new TestDatabase();
        Postcar other = folder.on(database.dataSource()).pooled(PoolerMode.TRANSACTION)) {
      other.migrate();
      folder.sql("M0004_T", "create table t4 ()", "drop table t4");
      AtomicBoolean done = new AtomicBoolean();
      try (Postcar postcar = folder.on(database.dataSource()).pooled(PoolerMode.TRANSACTION)) {
        postcar.reporter(
            event -> {
              if (event instanceof Event.MigrationStarted && !done.getAndSet(true)) {
                other.rollback(Target.usual());
              }
            });
        assertThat(postcar.migrate().applied())
            .extracting(MigrationResult::id)
            .containsExactly("app.M0003_T", "app.M0004_T");
        assertThat(postcar.status().pending()).isZero();
      }
      assertThat(database.hasRelation("t3")).isTrue();
    }
  }

  @Test
  void theKeyIsTheSameInEveryVersion() {
    assertThat(LockKey.runner("_postcar")).isEqualTo(-5829016273898928389L);
  }
}
