package dev.postcar.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** An empty database on the {@link TestServer}, for one test; dropped when it is closed. */
public final class TestDatabase implements AutoCloseable {

  private static final AtomicInteger COUNTER = new AtomicInteger();

  private final TestServer server;
  private final KeptConnection session;
  private final String name =
      "test_" + ProcessHandle.current().pid() + "_" + COUNTER.incrementAndGet();

  /** Creates it on the server of this test run. */
  public TestDatabase() {
    this(TestServer.get());
  }

  /** Creates it on a server. */
  public TestDatabase(TestServer server) {
    this(server, "template0");
  }

  /** Creates it as a copy of another one, to which nobody is connected. */
  public TestDatabase(TestServer server, String template) {
    this.server = server;
    this.session = KeptConnection.of(server.url(name));
    KeptConnection.of(server.url(template)).close();
    // Half as dear as by WAL, on a server that syncs nothing.
    String copy = server.major() >= 15 ? " strategy file_copy" : "";
    server.execute("create database " + name + " template " + template + copy);
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** The server it is on. */
  public TestServer server() {
    return server;
  }

  /** A URL with user and password. */
  public String url() {
    return server.url(name);
  }

  /** Connections to it. */
  public DataSource dataSource() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl("jdbc:postgresql://" + server.host() + ":" + server.port() + "/" + name);
    source.setUser(server.user());
    source.setPassword(server.password());
    return source;
  }

  /** A connection to it. */
  public Connection connect() {
    try {
      return DriverManager.getConnection(url());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs statements, in a session that nobody notices. */
  public void execute(String sql) {
    session.execute(sql);
  }

  /** The rows of a query, their columns joined by {@code |}. */
  public List<String> rows(String sql) {
    return session.rows(sql);
  }

  /** The only value of a query's only row, as text. */
  public String value(String sql) {
    return rows(sql).get(0);
  }

  /** Tells whether a relation of that name exists outside the system's schemas. */
  public boolean hasRelation(String relation) {
    return value("select to_regclass('" + relation + "') is not null").equals("t");
  }

  @Override
  public void close() {
    session.close();
    server.execute("drop database if exists " + name + " with (force)");
  }
}
