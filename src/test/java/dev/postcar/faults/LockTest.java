package dev.postcar.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postcar.Done;
import dev.postcar.Pooled;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.history.LockKey;
import dev.postcar.report.Event;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
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
  void withoutALockWhatAnotherRunnerWroteSinceThePlanIsPlannedAgain() {
    MigrationFolder folder = new MigrationFolder(directory);
    for (int i = 1; i <= 3; i++) {
      folder.sql("M000%d_T".formatted(i), "create table t" + i + " ()", "drop table t" + i);
    }
    try (TestDatabase database = new TestDatabase();
        Postcar other = folder.on(database.dataSource()).pooled(Pooled.TRANSACTION)) {
      other.migrate();
      folder.sql("M0004_T", "create table t4 ()", "drop table t4");
      AtomicBoolean done = new AtomicBoolean();
      try (Postcar postcar = folder.on(database.dataSource()).pooled(Pooled.TRANSACTION)) {
        postcar.reporter(
            event -> {
              if (event instanceof Event.MigrationStarted && !done.getAndSet(true)) {
                other.rollback(Target.usual());
              }
            });
        assertThat(postcar.migrate().applied())
            .extracting(Done::id)
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
