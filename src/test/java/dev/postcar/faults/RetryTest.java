package dev.postcar.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postcar.Event;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Reporter;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A migration that runs into another session's lock. */
final class RetryTest implements Reporter {

  private static final Duration LOCK_TIMEOUT = Duration.ofMillis(1_200);

  private final TestDatabase database = new TestDatabase();
  private final List<Event.Retrying> retries = new ArrayList<>();

  @BeforeEach
  void makeTable() {
    database.execute("create table busy (id int)");
  }

  @AfterEach
  void drop() {
    database.close();
  }

  @Test
  void whatAFailedAttemptLeavesInTheSessionIsNotInTheWayOfTheNext(@TempDir Path directory) {
    CompletableFuture<Void> holder = hold(LOCK_TIMEOUT.multipliedBy(2));
    try (Postcar postcar =
        new MigrationFolder(directory)
            .sql("M0001_A", "prepare p as select 1; lock table busy; deallocate p", null)
            .on(database.dataSource())
            .lockTimeout(LOCK_TIMEOUT)
            .reporter(this)) {
      assertThat(postcar.migrate().applied()).hasSize(1);
    }
    holder.join();
    assertThat(retries).isNotEmpty();
  }

  @Test
  void aLockThatIsHeldForThreeTimeoutsDelaysTheMigration() {
    CompletableFuture<Void> holder = hold(LOCK_TIMEOUT.multipliedBy(3));
    try (Postcar postcar = postcar(10)) {
      assertThat(postcar.migrate().applied()).hasSize(2);
    }
    holder.join();
    assertThat(retries).isNotEmpty().allMatch(retry -> retry.sqlState().equals("55P03"));
    assertThat(retries.get(0).blockers())
        .contains("pid ")
        .contains("s for AccessExclusiveLock on public.busy, held by pid ");
    assertThat(database.value("select count(*) from _postcar.event where sqlstate is not null"))
        .isEqualTo("0");
  }

  @Test
  void aLockThatIsNeverReleasedFailsTheMigrationAndNamesItsHolder() {
    CompletableFuture<Void> holder = hold(Duration.ofSeconds(9));
    try (Postcar postcar = postcar(2)) {
      PostcarException.MigrationFailed failed =
          catchThrowableOfType(PostcarException.MigrationFailed.class, postcar::migrate);
      assertThat(failed.exitCode()).isEqualTo(1);
      assertThat(failed.getMessage())
          .contains("tried 3 times")
          .contains("held by pid ")
          .contains("lock table busy");
      assertThat(failed.getCause()).isInstanceOf(SQLException.class);
      assertThat(failed.getCause().getSuppressed()).hasSize(2);
    }
    assertThat(database.hasRelation("before_it")).isTrue();
    assertThat(database.hasRelation("within")).isFalse();
    assertThat(database.value("select count(*) from _postcar.event where sqlstate = '55P03'"))
        .isEqualTo("1");
    holder.join();
    try (Postcar postcar = postcar(2)) {
      assertThat(postcar.migrate().applied()).hasSize(1);
    }
  }

  @Test
  void aDeadlockIsTriedAgainAsAWholeTransaction(@TempDir Path directory) throws Exception {
    database.execute("create table first_one (); create table second_one (); create sequence runs");
    MigrationFolder folder =
        new MigrationFolder(directory)
            .sql(
                "M0001_Both",
                "create table within (); select nextval('runs');\n"
                    + "lock table first_one; select pg_sleep(1); lock table second_one",
                null);
    try (Connection other = database.connect();
        Statement statement = other.createStatement();
        Postcar postcar =
            folder.on(database.dataSource()).lockTimeout(Duration.ofSeconds(20)).reporter(this)) {
      // The other session waits longer before it looks for deadlocks: the migration is the victim.
      statement.execute("set deadlock_timeout = '60s'");
      other.setAutoCommit(false);
      statement.execute("lock table second_one");
      CompletableFuture<Void> crossing =
          CompletableFuture.runAsync(
              () -> {
                while (database
                    .value("select count(*) from pg_locks where relation = 'first_one'::regclass")
                    .equals("0")) {
                  Recovery.sleep(20);
                }
                try {
                  statement.execute("lock table first_one");
                  other.commit();
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      assertThat(postcar.migrate().applied()).hasSize(1);
      crossing.join();
    }
    assertThat(retries).hasSize(1).allMatch(retry -> retry.sqlState().equals("40P01"));
    assertThat(database.value("select last_value from runs")).isEqualTo("2");
  }

  private Postcar postcar(int attempts) {
    return Postcar.on(database.dataSource())
        .packages("fixtures.late")
        .lockTimeout(LOCK_TIMEOUT)
        .retries(attempts)
        .reporter(this);
  }

  @Override
  public void on(Event event) {
    if (event instanceof Event.Retrying retry) {
      retries.add(retry);
    }
  }

  private CompletableFuture<Void> hold(Duration time) {
    CompletableFuture<Void> held = new CompletableFuture<>();
    CompletableFuture<Void> holder =
        CompletableFuture.runAsync(
            () -> {
              try (Connection connection = database.connect();
                  Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("lock table busy in access exclusive mode");
                held.complete(null);
                Recovery.sleep(time.toMillis());
                connection.rollback();
              } catch (SQLException e) {
                held.completeExceptionally(e);
                throw new IllegalStateException(e);
              }
            });
    held.join();
    return holder;
  }
}
