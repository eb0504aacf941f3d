package dev.postcar.internal.rehearse;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Reads tables in turn, as a report does: its transaction stays open for a while. */
record SlowReader(Traffic traffic, Connection connection, int pid, List<String> tables)
    implements Runnable {

  private static final long OPEN_MICROS = 2_000_000;
  private static final long PAUSE_MICROS = 3_000_000;

  @Override
  public void run() {
    for (int i = 0; !traffic.isOver(); i++) {
      String table = tables.get(i % tables.size());
      TrafficTransaction one =
          traffic.begin(
              pid, "slow reader of " + AutoTraffic.shown(table), false, true, traffic.now());
      try (Statement statement = connection.createStatement()) {
        statement.execute("begin; select count(*) from " + table);
        traffic.sleepUntil(one.started + OPEN_MICROS);
        statement.execute("commit");
      } catch (SQLException e) {
        Traffic.failed(one, connection, e);
      }
      traffic.end(pid, one);
      traffic.sleepUntil(traffic.now() + PAUSE_MICROS);
    }
  }
}
