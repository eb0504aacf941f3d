package dev.postcar.internal.session;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.postcar.PostcarException;
import dev.postcar.Reporter;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.config.SessionTimeZone;
import dev.postcar.internal.session.DriverSockets.AnswerDeadline;
import dev.postcar.result.ServerAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.GregorianCalendar;
import java.util.Properties;
import javax.sql.DataSource;
import org.postgresql.Driver;
import org.postgresql.ds.PGPooledConnection;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.HostSpec;

/**
 * Where connections come from: postcar's own, or the caller's DataSource.
 *
 * <p>The connection that runs the migrations is opened at once and belongs to nobody else; the ones
 * for other purposes (monitor, cancelling, reading a lost commit) come from a small pool that is
 * only made when needed.
 */
public final class Connections implements AutoCloseable {

  /** Milliseconds for the first answers of a server; a session sets its own limit. */
  static final int FIRST_ANSWER = 15_000;

  private final DataSource callers;
  private final String url;
  private final Properties properties;
  private Duration waitForDatabase;
  private HikariDataSource pool;
  private Prefetch ahead;
  private volatile boolean untouchedZone;
  private final UnsafeConnection unsafe = new UnsafeConnection();
  private final boolean reuse;
  private Connection physical;
  private AnswerDeadline answers;
  private ReusedSession session;
  private PGPooledConnection reused;

  private Connections(
      DataSource callers,
      String url,
      Properties properties,
      Duration waitForDatabase,
      boolean reuse) {
    this.callers = callers;
    this.reuse = reuse;
    this.url = url;
    this.properties = properties;
    this.waitForDatabase = waitForDatabase;
  }

  /**
   * Connections of the caller's.
   *
   * @param dataSource its connections must unwrap to the PostgreSQL driver's
   */
  public static Connections from(DataSource dataSource) {
    return new Connections(dataSource, null, null, Duration.ZERO, false);
  }

  /**
   * Connections of postcar's own.
   *
   * @param url a {@code jdbc:postgresql:} URL without any secret
   * @param waitForDatabase how long to wait for a server that refuses, starts up or is full
   */
  public static Connections to(String url, Properties properties, Duration waitForDatabase) {
    return to(url, properties, waitForDatabase, false);
  }

  /**
   * The same for one operation after the other: all of them on one connection, which each leaves as
   * it was found.
   */
  public static Connections reused(String url, Properties properties, Duration waitForDatabase) {
    return to(url, properties, waitForDatabase, true);
  }

  private static Connections to(
      String url, Properties properties, Duration waitForDatabase, boolean reuse) {
    Properties complete = new Properties();
    complete.setProperty("ApplicationName", "postcar");
    complete.setProperty("connectTimeout", "10");
    complete.setProperty("tcpKeepAlive", "true");
    complete.setProperty("socketTimeout", String.valueOf(FIRST_ANSWER / 1_000));
    complete.setProperty("preferQueryMode", "simple");
    complete.setProperty("prepareThreshold", "0");
    complete.setProperty("socketFactory", DriverSockets.class.getName());
    complete.putAll(properties);
    return new Connections(null, url, complete, waitForDatabase, reuse);
  }

  /**
   * Connections of postcar's own that stay open from one operation to the next: for many short ones
   * on a database that nobody else knows.
   *
   * @param url a {@code jdbc:postgresql:} URL without any secret
   */
  public static Connections kept(String url, Properties properties) {
    Connections single = to(url, properties, Duration.ZERO);
    HikariDataSource pool = single.pool(3);
    Connections kept = from(pool);
    kept.pool = pool;
    // Whoever decides what a migration may do there, it is not the operator's role.
    kept.unsafe.knows();
    return kept;
  }

  /**
   * No connections: for what needs no database.
   *
   * @return never connected
   */
  public static Connections none() {
    return new Connections(null, null, null, Duration.ZERO, false);
  }

  /** Waits so long for a server that refuses, starts up or is full, if not longer anyway. */
  public void waitForDatabase(Duration wait) {
    waitForDatabase = wait.compareTo(waitForDatabase) > 0 ? wait : waitForDatabase;
  }

  /** Returns whether there is a database to connect to; false for {@link #none()}. */
  public boolean hasDatabase() {
    return callers != null || url != null;
  }

  /**
   * The server options that each connection starts with, such as {@code -c search_path=app}; null
   * for none, or for a caller's DataSource.
   */
  public String startupOptions() {
    Properties all = url == null ? null : Driver.parseURL(url, properties);
    return all == null ? null : all.getProperty("options");
  }

  /**
   * What psql would have for TimeZone where the last connection leads.
   *
   * @return an SQL expression of type text
   */
  public String timeZone() {
    String options = startupOptions();
    String wanted = url == null ? null : properties.getProperty(SessionTimeZone.PGTZ);
    return SessionTimeZone.expression(wanted, options == null ? "" : options, untouchedZone);
  }

  /** Connects once, or says why that is not possible; to be closed. */
  public Connection connectOrFail() {
    return open().handle();
  }

  /** Connects once, without waiting for a server that is not there; to be closed. */
  public Connection connectOnce() throws SQLException {
    if (callers != null) {
      return callersOwn();
    }
    return isReusable() ? reused.getConnection() : connectOwn(AnswerDeadline.ofLogin());
  }

  private boolean isReusable() throws SQLException {
    return reused != null && !physical.isClosed();
  }

  private Connection connectOwn(AnswerDeadline deadline) throws SQLException {
    Connection connection = connect(properties, deadline);
    untouchedZone = StartupPacket.isRewritten();
    unsafe.opened(url, properties);
    if (reuse) {
      physical = connection;
      answers = deadline;
      session = new ReusedSession();
      reused = new PGPooledConnection(connection, true, false);
      return reused.getConnection();
    }
    return connection;
  }

  /**
   * Says once what is unsafe about the connection that was opened.
   *
   * @param role that the migrations run as; null for the one that connects
   */
  public void warn(Reporter reporter, String role, PgConnection opened) {
    unsafe.warn(reporter, role, opened, this::place);
  }

  /**
   * Connects to watch another session: gives up soon, so that silence is noticed.
   *
   * @return in autocommit; to be closed
   */
  public Connection lookout() throws SQLException {
    if (callers != null) {
      return callersOwn();
    }
    Properties hurried = new Properties();
    hurried.putAll(properties);
    hurried.setProperty("socketTimeout", "5");
    hurried.setProperty("connectTimeout", "5");
    return connect(hurried, AnswerDeadline.ofLogin());
  }

  private Connection connect(Properties with, AnswerDeadline deadline) throws SQLException {
    try {
      return new Driver().connect(url, with);
    } catch (LinkageError e) {
      // Such as the server's wish for SSPI, whose libraries postcar does not bring.
      throw new SQLException(
          "the login needs a library that is not there: " + e.getMessage(), "08004", e);
    } finally {
      deadline.connected();
    }
  }

  /** One of the caller's; whatever its pool throws is reported like the driver's own failures. */
  private Connection callersOwn() throws SQLException {
    try {
      Connection connection = callers.getConnection();
      if (connection != null) {
        return connection;
      }
    } catch (SQLException e) {
      throw ConnectFailure.printable(e);
    } catch (RuntimeException e) {
      throw ConnectFailure.printable(
          e.getCause() instanceof SQLException said
              ? said
              : new SQLException("the DataSource failed: " + e, "08001", e));
    }
    throw new SQLException("the DataSource returned null instead of a connection", "08001");
  }

  /**
   * Returns whether the connections are the caller's, and must be given back as they were found.
   */
  boolean areCallers() {
    return callers != null || reuse;
  }

  /** Returns whether postcar opens them itself; false for a caller's DataSource. */
  boolean areOwn() {
    return callers == null;
  }

  /** Loads the driver, and what digests are made with and a connection's calendar. */
  public static void warmUp() {
    try {
      Class.forName("org.postgresql.Driver");
      // What the locale says of calendars takes the first one longer than all else in a connection.
      new GregorianCalendar();
      MessageDigest.getInstance("SHA-256").digest();
    } catch (ClassNotFoundException | NoSuchAlgorithmException e) {
      // Whoever needs it says so.
    }
  }

  /**
   * Begins to connect on a thread of its own, and to read what the database remembers, while
   * something else is done; the next operation gets that, or the reason why there is no connection.
   * A caller's DataSource is left alone.
   */
  public synchronized void openAhead(Config options) {
    if (!areCallers() && ahead == null) {
      ahead = Prefetch.begin(this, options);
    }
  }

  /** Takes what was opened in advance for a run with some options; null where nothing was. */
  synchronized Prefetch takeAhead(Config options) {
    Prefetch prefetch = ahead;
    if (prefetch != null && !prefetch.isFor(options)) {
      forgetAhead();
      return null;
    }
    ahead = null;
    return prefetch;
  }

  /**
   * Nobody needs the connection that was opened in advance: it is closed as soon as it is there.
   */
  public synchronized void forgetAhead() {
    if (ahead != null) {
      ahead.forget();
      ahead = null;
    }
  }

  /**
   * Opens the connection that runs the migrations.
   *
   * @return the connection and what it wraps
   * @throws PostcarException.Connection if the server cannot be reached or does not let us in
   */
  Opened open() {
    if (!hasDatabase()) {
      throw new PostcarException.Configuration("No database is configured.");
    }
    long deadline = System.nanoTime() + waitForDatabase.toNanos();
    for (int attempt = 0; ; attempt++) {
      try {
        if (callers == null && isReusable()) {
          Connection connection = reused.getConnection();
          return new Opened(connection, unwrap(connection), answers, session);
        }
        AnswerDeadline login = callers == null ? AnswerDeadline.ofLogin() : new AnswerDeadline();
        Connection connection = callers == null ? connectOwn(login) : callersOwn();
        return new Opened(connection, unwrap(connection), login, session);
      } catch (SQLException e) {
        if (!ConnectFailure.mayPass(e) || System.nanoTime() >= deadline) {
          throw ConnectFailure.of(e, place(), waitForDatabase);
        }
        Retry.pause(attempt, Duration.ofMillis(100), Duration.ofSeconds(1));
      }
    }
  }

  /** Which database it is and who asks; empty where a caller's DataSource does not say. */
  String place() {
    if (url == null) {
      return callers == null ? "" : DatabasePlace.of(callers);
    }
    return DatabasePlace.of(
        url, properties.getProperty("socketFactoryArg"), properties.getProperty("user"));
  }

  /**
   * An open connection.
   *
   * @param handle what was handed out: closing it gives it back to the caller's pool
   * @param driver the driver's own connection behind it
   * @param answers bounds what its server answers; a caller's connection has its own timeouts
   * @param reused what is known of the session; null where each operation opens its own
   */
  record Opened(
      Connection handle, PgConnection driver, AnswerDeadline answers, ReusedSession reused) {}

  private static PgConnection unwrap(Connection connection) throws SQLException {
    Throwable why = null;
    try {
      if (connection.isWrapperFor(PgConnection.class)) {
        return connection.unwrap(PgConnection.class);
      }
    } catch (SQLException | RuntimeException | AbstractMethodError e) {
      // A wrapper may be older than JDBC 4, or have been closed.
      why = e;
    }
    connection.close();
    throw new PostcarException.Configuration(
        "The DataSource hands out "
            + connection.getClass().getName()
            + ", which does not unwrap to a connection of the PostgreSQL driver. Use a"
            + " DataSource of org.postgresql (a pool around it is fine).",
        why);
  }

  /** Where a connection leads, by its own word: of several hosts the one that answered. */
  public ServerAddress address(PgConnection opened) {
    HostSpec host = opened.getQueryExecutor().getHostSpec();
    String socket = url == null ? null : properties.getProperty("socketFactoryArg");
    String version = String.valueOf(opened.getParameterStatus("server_version"));
    return new ServerAddress(
        socket == null ? host.getHost() : socket.replaceFirst("/[^/]*$", ""),
        host.getPort(),
        version.replaceFirst("(?s)\\s.*", ""));
  }

  /**
   * Borrows a second connection next to the running one; close it to give it back.
   *
   * @return in autocommit, so that it holds no snapshot between statements
   */
  public synchronized Connection borrowAuxiliary() throws SQLException {
    if (callers != null) {
      return callersOwn();
    }
    if (pool == null) {
      pool = pool(4);
    }
    return pool.getConnection();
  }

  private HikariDataSource pool(int size) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setDataSourceProperties(properties);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(0);
    config.setInitializationFailTimeout(-1);
    config.setConnectionTimeout(5_000);
    config.setPoolName("postcar");
    return new HikariDataSource(config);
  }

  @Override
  public synchronized void close() {
    forgetAhead();
    if (reused != null) {
      Session.closeQuietly(physical);
      reused = null;
    }
    if (pool != null) {
      pool.close();
      pool = null;
    }
  }
}
