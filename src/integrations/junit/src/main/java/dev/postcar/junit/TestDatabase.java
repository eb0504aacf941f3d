package dev.postcar.junit;

import dev.postcar.Postcar;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.postgresql.ds.PGSimpleDataSource;

/** The database of a test: hands out connections, and is dropped with whatever is connected. */
final class TestDatabase extends PGSimpleDataSource implements AutoCloseable {

  private static final long serialVersionUID = 1L;

  private final transient TestServer server;
  private final transient Template template;
  private final String name;
  private final transient Queue<Connection> opened = new ConcurrentLinkedQueue<>();

  /** To fork a server process takes as long as a small test: this one is opened ahead. */
  private final transient AtomicReference<Connection> first;

  TestDatabase(TestServer server, Template template, String name) throws SQLException {
    this.server = server;
    this.template = template;
    this.name = name;
    this.first = new AtomicReference<>(connect());
  }

  private Connection connect() throws SQLException {
    Connection connection = AdminSession.connect(server.settings(), name, "postcar-junit test");
    opened.add(connection);
    return connection;
  }

  /** A postcar that works on this database. */
  Postcar postcar(MigrationSet migrations) {
    return migrations.configure(
        Postcar.on(
            server.settings().jdbcUrl(name), server.settings().driverProperties(), Duration.ZERO));
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection ahead = first.getAndSet(null);
    return ahead != null ? ahead : connect();
  }

  /** Closes what the test has left open, and drops the database in the background. */
  @Override
  public void close() {
    for (Connection connection : opened) {
      try {
        connection.close();
      } catch (SQLException e) {
        // It is lost: drop database … with (force) ends its server process.
      }
    }
    template.giveBack();
    server.dropLater(name);
  }

  @Override
  public String toString() {
    return name + " on " + server;
  }
}
