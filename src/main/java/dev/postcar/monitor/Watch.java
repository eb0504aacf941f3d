package dev.postcar.monitor;

import dev.postcar.sql.OwnSql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Watches one server process from a second connection, once its statement takes long: which
 * migration it is at, who blocks it, and how far an index build has come.
 *
 * <p>The second connection is opened only then, is in autocommit, and holds neither a transaction
 * nor a snapshot between two looks, so that {@code create index concurrently} never waits for it.
 */
public final class Watch implements AutoCloseable {

  private static final long PATIENCE_NANOS = 700_000_000L;
  private static final long PERIOD_NANOS = 500_000_000L;
  private static final long REPEAT_NANOS = 10_000_000_000L;
  private static final Duration LOCKED = Duration.ofSeconds(5);

  /** Where the second connection comes from. */
  @FunctionalInterface
  public interface Source {
    /**
     * Opens it.
     *
     * @return a connection; in autocommit while it watches
     * @throws SQLException if there is none
     */
    Connection open() throws SQLException;
  }

  private final Source source;
  private final int pid;
  private final Consumer<String> told;
  private final Silence silence;
  private final Thread thread = new Thread(this::run, "postcar-monitor");
  private volatile long since;
  private volatile boolean closed;
  private volatile String blockers = "";
  private volatile boolean opening;
  private boolean started;

  /**
   * Prepares to watch; nothing is opened yet.
   *
   * @param source the second connection
   * @param pid the server process to watch
   * @param told told, at most every ten seconds, what a long statement waits for
   * @param silence is told what is seen of the server process, and decides when to give up
   */
  public Watch(Source source, int pid, Consumer<String> told, Silence silence) {
    this.source = source;
    this.pid = pid;
    this.told = told;
    this.silence = silence;
    thread.setDaemon(true);
  }

  /** A statement begins. */
  public void begin() {
    blockers = "";
    silence.begin();
    since = System.nanoTime() | 1;
    if (!started) {
      started = true;
      thread.start();
    }
  }

  /** The statement has ended. */
  public void end() {
    since = 0;
  }

  /**
   * Who was last seen blocking the statement that ended.
   *
   * @return pid, user, application, state, since when and query; empty where nobody was seen
   */
  public String blockers() {
    return blockers;
  }

  private void run() {
    while (!closed) {
      LockSupport.parkNanos(PERIOD_NANOS / 2);
      if (isLong()) {
        try (Connection connection = open()) {
          watchInAutocommit(connection);
        } catch (SQLException e) {
          // Without a second connection nothing is seen; the migration itself is not concerned.
          boolean silent = silence.unreachable(e, this::isLong);
          LockSupport.parkNanos(silent ? PERIOD_NANOS : REPEAT_NANOS);
        }
      }
    }
  }

  /** A pool that is exhausted may keep us waiting; nobody waits for that at the end. */
  private Connection open() throws SQLException {
    opening = true;
    try {
      return source.open();
    } finally {
      opening = false;
    }
  }

  /** A caller's pool gets its connection back as it was. */
  private void watchInAutocommit(Connection connection) throws SQLException {
    boolean found = connection.getAutoCommit();
    if (!found) {
      connection.setAutoCommit(true);
    }
    try {
      watch(connection);
    } finally {
      if (!found) {
        connection.setAutoCommit(false);
      }
    }
  }

  private boolean isLong() {
    long begun = since;
    return begun != 0 && System.nanoTime() - begun > PATIENCE_NANOS;
  }

  private void watch(Connection connection) throws SQLException {
    long said = 0;
    String before = "";
    while (!closed && isLong()) {
      silence.seen(one(connection, STATE), this::isLong);
      String seen = one(connection, BLOCKERS);
      if (!seen.isEmpty()) {
        blockers = seen;
      }
      String building = one(connection, INDEX_BUILD);
      String running = one(connection, RUNNING);
      String text =
          running
              + (building.isEmpty() ? "" : ": " + building)
              + (seen.isEmpty() ? "" : ": waits for " + seen);
      boolean worthIt = !running.equals(before) || !seen.isEmpty() || !building.isEmpty();
      boolean due = said == 0 || System.nanoTime() - said > REPEAT_NANOS;
      if (isLong() && due && worthIt) {
        said = System.nanoTime();
        before = running;
        told.accept(text);
      }
      LockSupport.parkNanos(PERIOD_NANOS);
    }
  }

  private String one(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(OwnSql.reading(LOCKED) + sql.formatted(pid) + ";\ncommit");
      ResultSet row = statement.getResultSet();
      while (row == null && (statement.getMoreResults() || statement.getUpdateCount() != -1)) {
        row = statement.getResultSet();
      }
      return row != null && row.next() && row.getString(1) != null ? row.getString(1) : "";
    } catch (SQLException e) {
      connection.createStatement().execute("rollback");
      throw e;
    }
  }

  private static final String STATE =
      "select coalesce((select a.state from pg_catalog.pg_stat_activity a where a.pid = %1$d), 'gone')";

  private static final String BLOCKERS =
      """
      select string_agg(format('pid %%s (user %%s, application %%s, %%s since %%s): %%s',
          a.pid, a.usename, quote_literal(a.application_name), a.state,
          to_char(coalesce(a.xact_start, a.query_start), 'HH24:MI:SS'),
          left(translate(a.query, chr(10) || chr(9), '  '), 100)), '; ' order by a.pid)
        from pg_catalog.pg_stat_activity a
       where a.pid = any (pg_catalog.pg_blocking_pids(%1$d))
      """;

  /** Each migration's transaction names itself; many may stand in one message. */
  private static final String RUNNING =
      """
      select 'running ' || substr(application_name, 9)
        from pg_catalog.pg_stat_activity where pid = %1$d and application_name like 'postcar M%%'
      """;

  private static final String INDEX_BUILD =
      """
      select format('building an index, %%s%%s', phase,
          case when lockers_total > 0 then format(' (%%s of %%s lockers done)', lockers_done, lockers_total) else '' end)
        from pg_catalog.pg_stat_progress_create_index where pid = %1$d
      """;

  @Override
  public void close() {
    closed = true;
    if (opening) {
      thread.interrupt();
    }
    LockSupport.unpark(thread);
  }
}
