package dev.postcar.junit;

import dev.postcar.internal.config.ConnectionSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.Driver;

/** A session that creates and drops databases; it is kept open, and opened again if it is lost. */
final class AdminSession implements AutoCloseable {

  private static final String UNLIMITED =
      """
      select pg_catalog.set_config(s.name, '0', false) from pg_catalog.pg_settings s
       where s.name in ('lock_timeout', 'statement_timeout', 'transaction_timeout', 'idle_session_timeout')
      """;

  private final ConnectionSettings settings;
  private final String atStart;
  private Connection connection;

  /**
   * Not yet connected.
   *
   * @param atStart what each new session runs first, such as taking locks; a query
   */
  AdminSession(ConnectionSettings settings, String atStart) {
    this.settings = settings;
    this.atStart = atStart;
  }

  static Connection connect(ConnectionSettings settings, String database, String application)
      throws SQLException {
    Properties properties = settings.driverProperties();
    properties.putIfAbsent("ApplicationName", application);
    return new Driver().connect(settings.jdbcUrl(database), properties);
  }

  /** Runs one statement; on a new session if the old one was lost before. */
  synchronized void execute(String sql) throws SQLException {
    try (Statement statement = open().createStatement()) {
      statement.execute(sql);
    }
  }

  /** The same, again while somebody is still connected to the database (55006). */
  void executeOnceUnused(String sql) throws SQLException {
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (true) {
      try {
        execute(sql);
        return;
      } catch (SQLException e) {
        if (!"55006".equals(e.getSQLState()) || System.nanoTime() > deadline) {
          throw e;
        }
        LockSupport.parkNanos(20_000_000L);
      }
    }
  }

  /** The rows of a query, all as text. */
  synchronized List<List<String>> query(String sql) throws SQLException {
    try (Statement statement = open().createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<List<String>> rows = new ArrayList<>();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getString(i));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  synchronized int major() throws SQLException {
    return open().getMetaData().getDatabaseMajorVersion();
  }

  private Connection open() throws SQLException {
    if (connection == null || connection.isClosed()) {
      Connection fresh = connect(settings, settings.dbname(), "postcar-junit");
      try (Statement statement = fresh.createStatement()) {
        statement.execute("set search_path = pg_catalog, pg_temp");
        statement.execute(UNLIMITED);
        statement.execute(atStart);
      } catch (SQLException e) {
        fresh.close();
        throw e;
      }
      connection = fresh;
    }
    return connection;
  }

  @Override
  public synchronized void close() throws SQLException {
    if (connection != null) {
      connection.close();
    }
  }
}
