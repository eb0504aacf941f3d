package dev.postcar.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postcar.Event;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Throttle;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.ReplicatedPair;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A throttled backfill pauses while somebody else needs the server, and says for whom. */
final class ThrottleTest {

  private static final String BY_KEY =
      "update t set n = coalesce(n, 0) + 1 where id in"
          + " (select id from t where id > :after order by id limit 10) returning id";

  @TempDir Path directory;
  private final TestDatabase own = new TestDatabase();
  private TestDatabase database = own;
  private final List<Event> events = Collections.synchronizedList(new ArrayList<>());
  private Consumer<Event> listener = event -> {};

  @AfterEach
  void drop() {
    own.close();
  }

  private void table(String more) {
    database.execute(
        "create table t (id int primary key, n int, pad text) with (autovacuum_enabled = off);"
            + " insert into t select g, null, repeat('x', 500) from generate_series(1, 40) g;"
            + more);
  }

  private void code(String sql, String throttle) {
    new MigrationFolder(directory)
        .source(
            "M0001_Fill",
            """
            @NonTransactional public class M0001_Fill extends CodeMigration {
              public void forward(Context c) throws Exception {
                c.say(c.inBatches("%s", %s) + " rows");
              }
            }
            """
                .formatted(sql, throttle));
  }

  private Postcar postcar() {
    events.clear();
    return new MigrationFolder(directory)
        .on(database.dataSource())
        .reporter(
            event -> {
              events.add(event);
              listener.accept(event);
            });
  }

  private void migrate() {
    try (Postcar postcar = postcar()) {
      postcar.migrate();
    }
  }

  private List<String> pauses() {
    return events.stream()
        .filter(Event.Paused.class::isInstance)
        .map(event -> ((Event.Paused) event).reason())
        .distinct()
        .toList();
  }

  private String said() {
    return events.stream()
        .filter(Event.Said.class::isInstance)
        .map(event -> ((Event.Said) event).text())
        .reduce("", String::concat);
  }

  /** Does it in another session when the first pause is reported. */
  private void atFirstPause(Runnable work) {
    boolean[] done = {false};
    listener =
        event -> {
          if (event instanceof Event.Paused && !done[0]) {
            done[0] = true;
            work.run();
          }
        };
  }

  @Test
  void aRoundByKeyGoesOnAfterTheLastKey() {
    table("alter table t add check (id <> 25 or n is null)");
    code(BY_KEY, "Throttle.none()");
    try (Postcar postcar = postcar()) {
      assertThatThrownBy(postcar::migrate).hasMessageContaining("after 20 rows in batches");
    }
    assertThat(database.value("select rows || ' ' || last_key from _postcar.statement"))
        .isEqualTo("20 20");
    database.execute("alter table t drop constraint t_check");
    try (Postcar postcar = postcar()) {
      postcar.resume("M0001");
    }
    assertThat(said()).isEqualTo("40 rows");
    assertThat(database.value("select count(*) from t where n = 1")).isEqualTo("40");
  }

  /** What is done by another statement would be done twice. */
  @Test
  void anotherStatementDoesNotGoOnByTheKey() {
    table("alter table t add check (id <> 25 or n is null)");
    code(BY_KEY, "Throttle.none()");
    assertThatThrownBy(this::migrate).hasMessageContaining("after 20 rows in batches");
    database.execute("alter table t drop constraint t_check");
    code(BY_KEY.replace("+ 1", "+ 2"), "Throttle.none()");
    try (Postcar postcar = postcar()) {
      assertThatThrownBy(() -> postcar.resume("M0001")).hasMessageContaining("after the key 20");
    }
    code(BY_KEY.replace("limit 10", "limit 7"), "Throttle.none()");
    try (Postcar postcar = postcar()) {
      postcar.resume("M0001");
    }
    assertThat(database.value("select count(*) from t where n = 1")).isEqualTo("40");
  }

  @Test
  void aKeyThatIsNotUniqueIsRefused() {
    table("");
    code(BY_KEY.replace("id", "n"), "Throttle.none()");
    assertThatThrownBy(this::migrate)
        .hasMessageContaining("n of t is not NOT NULL with a unique index of its own");
    assertThat(database.value("select count(*) from t where n is null")).isEqualTo("40");
  }

  @Test
  void itPausesForThoseWhoWaitForItsLocks() throws Exception {
    table("");
    code(
        BY_KEY.replace(
            "+ 1",
            "+ 1 + case when id in (18, 28, 38) then length(pg_sleep(0.8)::text) else 0 end"),
        "Throttle.gentle()");
    List<CompletableFuture<Void>> others = new ArrayList<>();
    listener =
        event -> {
          if (event instanceof Event.Progress progress && progress.done() < 40) {
            String sql = "select pg_sleep(0.2); update t set pad = '' where id = ";
            others.add(CompletableFuture.runAsync(() -> update(sql + (progress.done() + 4))));
          }
        };
    migrate();
    for (CompletableFuture<Void> other : others) {
      other.get();
    }
    assertThat(pauses()).contains("a session waited for a lock of the last round");
    assertThat(said()).isEqualTo("40 rows");
  }

  private void update(String sql) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void itPausesWhileAVacuumWorksOnTheTable() throws Exception {
    table("insert into t select g, null, repeat('x', 500) from generate_series(41, 200) g;");
    code(BY_KEY, "Throttle.gentle()");
    try (Connection other = database.connect();
        Statement slow = other.createStatement()) {
      slow.execute(
          "set vacuum_cost_delay = '100ms'; set vacuum_cost_limit = 1;"
              + " set vacuum_cost_page_hit = 10000");
      CompletableFuture<Void> vacuum =
          CompletableFuture.runAsync(
              () -> {
                assertThatThrownBy(() -> slow.execute("vacuum (freeze, disable_page_skipping) t"))
                    .hasMessageContaining("canceling statement");
              });
      while (database.value("select count(*) from pg_stat_progress_vacuum").equals("0")) {
        Thread.onSpinWait();
      }
      atFirstPause(() -> update("select pg_cancel_backend(pid) from pg_stat_progress_vacuum"));
      migrate();
      vacuum.get();
    }
    assertThat(pauses()).containsExactly("a vacuum of public.t is running");
    assertThat(said()).isEqualTo("200 rows");
  }

  @Test
  void aPauseThatLastsTooLongLeavesItResumable() {
    table("insert into t select g from generate_series(41, 140) g;");
    // Before 15, a server process reports half a second later at the latest, when it is idle.
    boolean forces = database.server().major() >= 15;
    database.execute(
        "delete from t where id > 40; select "
            + (forces ? "pg_stat_force_next_flush()" : "pg_sleep(0.6)"));
    database.execute("select 1");
    code(
        BY_KEY,
        "Throttle.none().limit(Throttle.Limit.DEAD_ROWS, 60).atMost(java.time.Duration.ofSeconds(1))");
    try (Postcar postcar = postcar()) {
      String message = catchThrowableOfType(PostcarException.class, postcar::migrate).getMessage();
      assertThat(message)
          .contains(
              "paused for 1s, the longest that its throttle allows: the table has 100 dead rows")
          .contains("State: M0001_Fill is interrupted")
          .contains("run \"postcar resume M0001_Fill\" to continue");
    }
    assertThat(database.value("select count(n) from t")).isEqualTo("0");
    database.execute("vacuum t");
    try (Postcar postcar = postcar()) {
      postcar.resume("M0001");
    }
    assertThat(said()).isEqualTo("40 rows");
  }

  @Test
  void itPausesForAStandbyAndForTheArchive() {
    try (ReplicatedPair pair = new ReplicatedPair();
        TestDatabase there = new TestDatabase(pair.primary())) {
      database = there;
      table("");
      pair.caughtUp();
      code(BY_KEY, "Throttle.none().limit(Throttle.Limit.LAG_BYTES, 2000)");
      pair.pause(true);
      atFirstPause(
          () -> {
            assertThat(database.value("select count(*) < 40 from t where n = 1")).isEqualTo("t");
            pair.pause(false);
          });
      migrate();
      assertThat(pauses()).isNotEmpty().allMatch(why -> why.matches("standby copy is .* behind"));
      assertThat(said()).endsWith("40 rows");

      database.execute("select pg_switch_wal(); create table u (id int)");
      new MigrationFolder(directory).delete("M0001_Fill");
      database.execute("drop schema _postcar cascade");
      code(
          BY_KEY,
          "Throttle.none().limit(Throttle.Limit.UNARCHIVED_BYTES, 0)"
              + ".atMost(java.time.Duration.ofMillis(1))");
      awaitFailedArchive();
      try (Postcar postcar = postcar()) {
        assertThatThrownBy(postcar::migrate).hasMessageContaining("of WAL are not archived");
      }
    }
  }

  private void awaitFailedArchive() {
    for (int i = 0; i < 200; i++) {
      if (database.value("select failed_count > 0 from pg_stat_archiver").equals("t")) {
        return;
      }
      update("select pg_sleep(0.1)");
    }
    throw new IllegalStateException("nothing failed");
  }

  @Test
  void whoMayNotSeeTheLagIsTold() {
    try (ReplicatedPair pair = new ReplicatedPair();
        TestDatabase there = new TestDatabase(pair.primary())) {
      database = there;
      database.execute(
          "create role plain login; grant all on database "
              + database.name()
              + " to plain;"
              + " grant all on schema public to plain; set role plain;"
              + " create table t (id int primary key, n int); insert into t values (1)");
      code(BY_KEY, "Throttle.gentle()");
      try (Postcar postcar =
          Postcar.on(database.url().replace("user=postgres", "user=plain"))
              .packages("app")
              .sources(directory)
              .reporter(events::add)) {
        postcar.migrate();
      }
      assertThat(events)
          .filteredOn(Event.Warning.class::isInstance)
          .extracting(event -> ((Event.Warning) event).text())
          .contains(
              "M0001_Fill: the lag of a standby is not visible, so the backfill does not pause"
                  + " for it. Next: grant pg_monitor to plain");
    }
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> Throttle.none().pause(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Throttle.none().limit(Throttle.Limit.VACUUMS, -1))
        .hasMessage("VACUUMS cannot be negative: -1");
    assertThat(Throttle.gentle().without(Throttle.Limit.VACUUMS).limits())
        .doesNotContainKey(Throttle.Limit.VACUUMS)
        .containsKey(Throttle.Limit.LAG_BYTES);
  }
}
