package dev.postcar.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.PoolerMode;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.result.MigrateResult;
import dev.postcar.result.RestoreResult;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The runner lock is held from the first migration to the last, and no other lock is. */
final class KeptLockTest {

  private static final String NO_LOCK =
      "do $$ begin if exists (select from pg_locks where locktype = 'advisory' and objid = 42 and"
          + " pid = pg_backend_pid()) then raise exception 'it is still held'; end if; end $$";

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();

  @AfterEach
  void drop() {
    database.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aMigrationThatReleasesAllLocksDoesNotLetAnotherRunnerIn(boolean pipeline) {
    MigrationFolder folder =
        new MigrationFolder(directory)
            .sql("M0001_A", "select pg_advisory_unlock_all()", null)
            .sql("M0002_B", "select pg_sleep(3)", null);
    try (Postcar first = folder.on(database.dataSource()).pipeline(pipeline);
        Postcar second = folder.on(database.dataSource()).lockWait(Duration.ofMillis(200))) {
      CompletableFuture<?> run = first.migrateAsync();
      awaitSleep();
      assertThatThrownBy(second::migrate).isInstanceOf(PostcarException.Lock.class);
      run.join();
    }
    assertThat(database.value("select count(*) from _postcar.migration")).isEqualTo("2");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aLockThatAMigrationLeavesIsReleasedBeforeTheNext(boolean pipeline) {
    MigrationFolder folder =
        new MigrationFolder(directory)
            .sql("M0001_A", "select pg_advisory_lock(42), pg_advisory_lock_shared(0, 42)", null)
            .sql("M0002_B", NO_LOCK, null);
    try (Postcar postcar = folder.on(database.dataSource()).pipeline(pipeline)) {
      assertThat(postcar.migrate().applied()).hasSize(2);
    }
  }

  @Test
  void aMigrateWaitsForARestoreThatBeganBeforeIt() throws IOException, SQLException {
    Path dump =
        Files.writeString(
            directory.resolve("dump.sql"),
            """
            create table book (id int);
            select pg_advisory_xact_lock(77);
            insert into book values (1);
            """);
    try (Connection holder = database.connect();
        Statement statement = holder.createStatement();
        Postcar restoring = Postcar.on(database.dataSource()).pooled(PoolerMode.TRANSACTION);
        Postcar migrating =
            Postcar.on(database.dataSource())
                .packages("fixtures.shelf")
                .pooled(PoolerMode.TRANSACTION)) {
      statement.execute("select pg_advisory_lock(77)");
      CompletableFuture<RestoreResult> restore =
          CompletableFuture.supplyAsync(() -> restoring.restore(dump));
      awaitWaiting(1, restore);
      CompletableFuture<MigrateResult> migrate = migrating.migrateAsync();
      awaitWaiting(2, migrate);
      assertThat(migrate).isNotDone();
      statement.execute("select pg_advisory_unlock(77)");
      assertThat(migrate.join().applied()).hasSize(2);
      assertThat(restore.join().rows()).isEqualTo(1);
    }
    assertThat(database.rows("select operation from _postcar.event order by id"))
        .startsWith("restore");
  }

  private void awaitWaiting(int sessions, CompletableFuture<?> last) {
    while (!last.isDone()
        && !database
            .value(
                "select count(*) from pg_stat_activity where datname = current_database() and"
                    + " wait_event_type = 'Lock'")
            .equals(String.valueOf(sessions))) {
      Recovery.sleep(20);
    }
  }

  private void awaitSleep() {
    for (int attempt = 0; attempt < 200; attempt++) {
      if (database
          .value(
              "select exists (select from pg_stat_activity where datname = current_database() and"
                  + " wait_event = 'PgSleep')")
          .equals("t")) {
        return;
      }
      Recovery.sleep(25);
    }
    throw new AssertionError("it does not sleep");
  }
}
