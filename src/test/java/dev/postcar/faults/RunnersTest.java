package dev.postcar.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.Postcar;
import dev.postcar.result.MigrateResult;
import dev.postcar.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Many runners at the same moment. */
final class RunnersTest {

  @Test
  void fiftyRunnersAtOnceApplyEachMigrationOnceAndAllSucceed() {
    for (int round = 0; round < 3; round++) {
      try (TestDatabase database = new TestDatabase()) {
        List<MigrateResult> results = together(database, 50, "fixtures.shelf");
        assertThat(results.stream().mapToInt(result -> result.applied().size()).sum()).isEqualTo(2);
        assertThat(results).allMatch(result -> result.pending() == 0);
        assertThat(database.value("select count(*) from _postcar.migration")).isEqualTo("2");
        assertThat(database.value("select count(*) from _postcar.event")).isEqualTo("2");
      }
    }
  }

  @Test
  void anIndexIsBuiltConcurrentlyWhileTenRunnersWaitForTheLock() throws Exception {
    try (TestDatabase database = new TestDatabase();
        Connection reader = database.connect();
        Statement snapshot = reader.createStatement()) {
      database.execute("create table held (id int); insert into held values (1)");
      reader.setAutoCommit(false);
      reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      snapshot.execute("select * from held");
      CompletableFuture<Void> release =
          CompletableFuture.runAsync(
              () -> {
                // The build waits for this old snapshot while the others wait for the lock.
                Recovery.sleep(3_000);
                try {
                  reader.rollback();
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      List<MigrateResult> results = together(database, 11, Recovery.PACKAGE);
      release.join();
      assertThat(results.stream().mapToInt(result -> result.applied().size()).sum())
          .isEqualTo(Recovery.MIGRATIONS);
      assertThat(database.value("select count(*) from pg_index where not indisvalid"))
          .isEqualTo("0");
      assertThat(database.rows("select sqlstate from _postcar.event where sqlstate is not null"))
          .isEmpty();
    }
  }

  private static List<MigrateResult> together(
      TestDatabase database, int count, String packageName) {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<CompletableFuture<MigrateResult>> runs = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        runs.add(
            CompletableFuture.supplyAsync(
                () -> {
                  try (Postcar postcar =
                      Postcar.on(database.dataSource())
                          .packages(packageName)
                          .lockWait(Duration.ofMinutes(1))) {
                    return postcar.migrate();
                  }
                },
                threads));
      }
      return runs.stream().map(CompletableFuture::join).toList();
    } finally {
      threads.shutdown();
    }
  }
}
