package dev.postcar.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * A session for what tests run and read: kept open, as a third of a test run was spent on opening
 * sessions. What could change a session, or depends on it, gets one of its own.
 */
final class KeptConnection {

  private static final Map<String, KeptConnection> KEPT = new ConcurrentHashMap<>();

  private static final Pattern OF_A_SESSION =
      Pattern.compile(
          "(?is)(^|;)\\s*(set|reset|show|listen|notify|prepare|begin|start|commit|declare|discard|load"
              + "|lock|call|vacuum|cluster)\\b|\\b(set_config|current_setting|temp|temporary|pg_temp"
              + "|\\w*advisory\\w*|\\w*backend\\w*|pg_stat_\\w+|pg_locks|currval|lastval|pg_sleep"
              + "|extension|concurrently)\\b");

  /** New sessions may begin differently from now on, or all sessions are looked at. */
  private static final Pattern OF_ALL_SESSIONS =
      Pattern.compile(
          "(?is)\\b(database|role|user|system|owned|pg_db_role_setting|pg_stat_activity|pg_locks"
              + "|pg_terminate_backend)\\b");

  private final String url;
  private Connection connection;

  private KeptConnection(String url) {
    this.url = url;
  }

  /** The one to that URL; not yet open. */
  static KeptConnection of(String url) {
    return KEPT.computeIfAbsent(url, KeptConnection::new);
  }

  private interface Work<T> {
    T on(Statement statement) throws SQLException;
  }

  void execute(String sql) {
    run(sql, statement -> statement.execute(sql));
  }

  List<String> rows(String sql) {
    return run(
        sql,
        statement -> {
          try (ResultSet result = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
              List<String> columns = new ArrayList<>();
              for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                columns.add(result.getString(i));
              }
              rows.add(String.join("|", columns.stream().map(String::valueOf).toList()));
            }
            return rows;
          }
        });
  }

  private synchronized <T> T run(String sql, Work<T> work) {
    boolean server = sql.matches("(create|drop) database test_(?s).*");
    boolean all = !server && OF_ALL_SESSIONS.matcher(sql).find();
    if (all) {
      close();
    }
    try {
      if (all || (!server && OF_A_SESSION.matcher(sql).find())) {
        try (Connection own = DriverManager.getConnection(url)) {
          return on(own, work);
        }
      }
      boolean fresh = connection == null;
      try {
        return on(connection(), work);
      } catch (SQLException e) {
        if (fresh || !isLost(e)) {
          throw e;
        }
        // Ended with its server, or by a test, while nothing ran.
        close();
        return on(connection(), work);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private static <T> T on(Connection connection, Work<T> work) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return work.on(statement);
    }
  }

  private Connection connection() throws SQLException {
    if (connection == null) {
      connection = DriverManager.getConnection(url);
    }
    return connection;
  }

  private static boolean isLost(SQLException error) {
    return String.valueOf(error.getSQLState()).matches("08.*|57P0.");
  }

  /** Ends the session of a database that is dropped, or copied; the next use opens another. */
  synchronized void close() {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        // It has ended already.
      }
      connection = null;
    }
  }
}
