package dev.postcar.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.Event;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator wants a run to end, and it ends. */
final class InterruptionTest {

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();

  @AfterEach
  void drop() {
    database.close();
  }

  @Test
  void aCancelThatAMigrationSwallowsIsSentAgain() {
    MigrationFolder folder =
        new MigrationFolder(directory)
            .sql(
                "M0001_A",
                "do $$ begin perform pg_sleep(60); exception when query_canceled then null; end $$;"
                    + " select pg_sleep(60)",
                null);
    long begun = System.nanoTime();
    try (Postcar postcar = folder.on(database.dataSource())) {
      Thread operator =
          new Thread(
              () -> {
                while (database
                    .value(
                        "select count(*) from pg_stat_activity where datname = current_database()"
                            + " and wait_event = 'PgSleep'")
                    .equals("0")) {
                  Recovery.sleep(20);
                }
                postcar.interrupt(2);
              });
      operator.start();
      assertThatThrownBy(postcar::migrate)
          .isInstanceOf(PostcarException.Interrupted.class)
          .hasMessageContaining("M0001_A was rolled back completely");
    }
    // A connection that does not answer a cancel is given up after 15 s.
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(12));
  }

  @Test
  void aSignalBetweenTwoMessagesIsHeededBeforeTheNext() {
    MigrationFolder folder = new MigrationFolder(directory);
    folder.sql("M0001_A", "create table a ()", null).sql("M0002_B", "create table b ()", null);
    try (Postcar postcar = folder.on(database.dataSource()).pipeline(false)) {
      postcar.reporter(
          event -> {
            if (event instanceof Event.MigrationFinished) {
              postcar.interrupt(15);
              // The first cancel meets no statement; the next comes after 100 ms.
              Recovery.sleep(30);
            }
          });
      assertThatThrownBy(postcar::migrate)
          .isInstanceOf(PostcarException.Interrupted.class)
          .hasMessageContaining("1 earlier migration stays applied");
    }
    assertThat(database.hasRelation("a")).isTrue();
    assertThat(database.hasRelation("b")).isFalse();
  }
}
