package dev.postcar.internal.monitor;

import dev.postcar.internal.sql.OwnSql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks a second connection about one server process; each question is a transaction of its own.
 *
 * @param connection in autocommit
 * @param pid of the process that is watched
 */
record ServerLook(Connection connection, int pid) {

  private static final Duration LOCKED = Duration.ofSeconds(5);

  /**
   * What the process does.
   *
   * @param state as pg_stat_activity shows it; empty where it may not be seen, {@code gone} where
   *     there is none
   * @param application its application_name
   * @param elapsedMs since its transaction began
   */
  record Activity(String state, String application, long elapsedMs) {}

  /** The server cannot or must not tell, now or later. */
  static boolean isRefused(SQLException error) {
    String state = String.valueOf(error.getSQLState());
    return state.startsWith("42") || state.startsWith("0A") || state.startsWith("55");
  }

  /** What it does now. */
  Activity activity() throws SQLException {
    List<List<String>> rows =
        rows(
            """
            select coalesce(a.state, ''), coalesce(a.application_name, ''),
                coalesce(round(1000 * extract(epoch from clock_timestamp() - coalesce(a.xact_start, a.query_start))), 0)::bigint
              from pg_catalog.pg_stat_activity a where a.pid = %1$d"""
                .formatted(pid));
    if (rows.isEmpty()) {
      return new Activity("gone", "", 0);
    }
    List<String> row = rows.get(0);
    return new Activity(row.get(0), row.get(1), Long.parseLong(row.get(2)));
  }

  /**
   * The rows of a query.
   *
   * @param sql one statement; others that return no rows may come before it
   * @return each value as a text; null is the empty text
   */
  List<List<String>> rows(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(OwnSql.reading(LOCKED) + sql + ";\ncommit");
      ResultSet found = statement.getResultSet();
      while (found == null && (statement.getMoreResults() || statement.getUpdateCount() != -1)) {
        found = statement.getResultSet();
      }
      List<List<String>> rows = new ArrayList<>();
      while (found != null && found.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
          row.add(found.getString(i) == null ? "" : found.getString(i));
        }
        rows.add(row);
      }
      return rows;
    } catch (SQLException e) {
      connection.createStatement().execute("rollback");
      throw e;
    }
  }
}
