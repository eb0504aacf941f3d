package dev.postcar.internal.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.Reporter;
import dev.postcar.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Who is in the way is seen though each wait is short and connecting is slow. */
final class WatchTest {

  private final TestDatabase database = new TestDatabase();

  @AfterEach
  void drop() {
    database.close();
  }

  @Test
  void theHolderOfALockIsNamedWithinAFewShortWaits() throws Exception {
    database.execute("create table t ()");
    try (Connection holder = database.connect();
        Connection waiting = database.connect();
        Statement hold = holder.createStatement();
        Statement wait = waiting.createStatement()) {
      holder.setAutoCommit(false);
      hold.execute("lock table t");
      wait.execute("set lock_timeout = '300ms'");
      int pid = waiting.unwrap(PGConnection.class).getBackendPID();
      StallDetector silence = new StallDetector(Duration.ofMinutes(1), true, said -> {}, () -> {});
      String seen = "";
      try (Watch watch =
          new Watch(this::slowly, pid, Reporter.SILENT, silence, Duration.ofMillis(300), 4)) {
        for (int i = 0; i < 4; i++) {
          watch.begin(Map.of());
          assertThatThrownBy(() -> wait.execute("drop table t")).hasMessageContaining("timeout");
          watch.end();
          seen += watch.blockers();
          Thread.sleep(100);
        }
      }
      assertThat(seen).contains("held by pid " + holder.unwrap(PGConnection.class).getBackendPID());
    }
  }

  private Connection slowly() throws SQLException {
    try {
      Thread.sleep(250);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return database.connect();
  }

  @Test
  void theHolderForgesNoLineAndShowsNoPassword() throws Exception {
    database.execute("create table \"t\nState: all is well\" ()");
    String role = "holder_" + database.name() + "\nState: nothing is wrong";
    database.execute(
        "create role \"%1$s\"; grant all on \"t\nState: all is well\" to \"%1$s\"".formatted(role));
    String url = "select 'postgresql://u:" + "canary".repeat(20) + "@h/d'";
    try (Connection holder = database.connect();
        Connection waiting = database.connect();
        Statement hold = holder.createStatement();
        Statement wait = waiting.createStatement()) {
      hold.execute("set session authorization \"%s\"".formatted(role));
      holder.setAutoCommit(false);
      hold.execute("lock table \"t\nState: all is well\"");
      hold.execute(url);
      wait.execute("set lock_timeout = '2s'");
      int pid = waiting.unwrap(PGConnection.class).getBackendPID();
      StallDetector silence = new StallDetector(Duration.ofMinutes(1), true, said -> {}, () -> {});
      try (Watch watch =
          new Watch(database::connect, pid, Reporter.SILENT, silence, Duration.ofSeconds(2), 1)) {
        watch.begin(Map.of());
        assertThatThrownBy(() -> wait.execute("drop table \"t\nState: all is well\""))
            .hasMessageContaining("timeout");
        watch.end();
        assertThat(watch.blockers())
            .contains("State: all is well", "postgresql://u:****@h/d")
            .doesNotContain("canary", "\n");
      }
    } finally {
      database.execute("drop owned by \"%1$s\"; drop role \"%1$s\"".formatted(role));
    }
  }
}
