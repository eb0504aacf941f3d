package dev.postcar.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.Event;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.result.MigrateResult;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A migrate on a thread of its own. */
final class AsyncTest {

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();

  @AfterEach
  void drop() {
    database.close();
  }

  @Test
  void theFutureHasTheResult() {
    MigrationFolder folder = new MigrationFolder(directory);
    folder.sql("M0001_A", "create table a ()", null);
    try (Postcar postcar = folder.on(database.dataSource())) {
      String[] thread = {""};
      postcar.reporter(
          event ->
              thread[0] = Thread.currentThread().getName() + Thread.currentThread().isDaemon());
      assertThat(postcar.migrateAsync().join().applied()).hasSize(1);
      assertThat(thread[0]).isEqualTo("postcar-migratetrue");
      assertThat(postcar.migrateAsync().thenApply(MigrateResult::pending).join()).isZero();
    }
  }

  @Test
  void theNextOneMayBeginAsSoonAsOneHasItsResult() {
    MigrationFolder folder = new MigrationFolder(directory).sql("M0001_A", "select 1", null);
    try (Postcar postcar = folder.on(database.dataSource()).cache(directory.resolve("cache"))) {
      for (int i = 0; i < 40; i++) {
        assertThat(postcar.migrateAsync().join().pending()).isZero();
      }
      // In a callback too, which runs on the thread of the one before.
      assertThat(postcar.migrateAsync().thenCompose(done -> postcar.migrateAsync()).join())
          .extracting(MigrateResult::pending)
          .isEqualTo(0);
    }
  }

  @Test
  void aFailureIsTheCause() {
    MigrationFolder folder = new MigrationFolder(directory).sql("M0001_A", "select 1 / 0", null);
    try (Postcar postcar = folder.on(database.dataSource())) {
      assertThatThrownBy(() -> postcar.migrateAsync().join())
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(PostcarException.MigrationFailed.class);
    }
  }

  @Test
  void toCancelItRollsBackAndFreesTheLock() throws Exception {
    MigrationFolder folder = new MigrationFolder(directory);
    folder.sql("M0001_A", "create table a (); select pg_sleep(60)", null);
    CountDownLatch begun = new CountDownLatch(1);
    long start = System.nanoTime();
    try (Postcar postcar = folder.on(database.dataSource())) {
      postcar.reporter(
          event -> {
            if (event instanceof Event.MigrationStarted) {
              begun.countDown();
            }
          });
      CompletableFuture<MigrateResult> future = postcar.migrateAsync();
      begun.await();
      assertThatThrownBy(postcar::migrateAsync).isInstanceOf(IllegalStateException.class);
      assertThat(future.cancel(true)).isTrue();
      assertThatThrownBy(future::join).isInstanceOf(CancellationException.class);
    }
    assertThat(System.nanoTime() - start).isLessThan(30_000_000_000L);
    assertThat(database.hasRelation("a")).isFalse();
    assertThat(database.value("select outcome from _postcar.event where sqlstate is not null"))
        .isEqualTo("interrupted");
    folder.sql("M0001_A", "create table a ()", null);
    try (Postcar postcar = folder.on(database.dataSource())) {
      assertThat(postcar.migrate().applied()).hasSize(1);
    }
  }

  @Test
  void oneThatWasCancelledCanBeBegunAgain() {
    MigrationFolder folder = new MigrationFolder(directory);
    folder.sql("M0001_A", "create table a ()", null);
    try (Postcar postcar = folder.on(database.dataSource())) {
      CompletableFuture<MigrateResult> future = postcar.migrateAsync();
      future.cancel(true);
      while (true) {
        try {
          postcar.migrateAsync().join();
          break;
        } catch (IllegalStateException e) {
          Thread.onSpinWait();
        }
      }
      assertThat(database.hasRelation("a")).isTrue();
    }
  }
}
