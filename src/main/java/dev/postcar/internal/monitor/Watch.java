package dev.postcar.internal.monitor;

import dev.postcar.internal.sql.OwnSql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Watches one server process from a second connection, once its statement takes long: which
 * migration it is at, who blocks it, and how far an index build has come.
 *
 * <p>The second connection is opened only then, is in autocommit, and holds neither a transaction
 * nor a snapshot between two looks, so that {@code create index concurrently} never waits for it.
 * It is kept for a moment after the statement: to open it may take as long as the wait for a lock
 * that is then tried again.
 */
public final class Watch implements AutoCloseable {

  private static final long PATIENCE_NANOS = 700_000_000L;
  private static final long LEAST_PATIENCE_NANOS = 50_000_000L;
  private static final long PERIOD_NANOS = 500_000_000L;
  private static final long REPEAT_NANOS = 10_000_000_000L;
  private static final long KEPT_NANOS = 2_000_000_000L;
  private static final Duration LOCKED = Duration.ofSeconds(5);

  /** Where the second connection comes from. */
  @FunctionalInterface
  public interface Source {
    /**
     * Opens it.
     *
     * @return a connection; in autocommit while it watches
     */
    Connection open() throws SQLException;
  }

  /** Receives what is seen. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Reports one line.
     *
     * @param due whether it is worth a line of its own: at most every ten seconds
     */
    void of(String text, boolean due);
  }

  private final Source source;
  private final int pid;
  private final Listener listener;
  private final StallDetector silence;
  private final long patience;
  private final Thread thread = new Thread(this::run, "postcar-monitor");
  private volatile long since;
  private volatile boolean closed;
  private volatile String blockers = "";
  private volatile boolean opening;
  private boolean started;

  /**
   * Prepares to watch; nothing is opened yet.
   *
   * @param listener called, at each look, with how long the statement runs and what it waits for
   * @param silence receives what is seen of the server process, and decides when to give up
   * @param lockTimeout how long a statement waits for a lock; zero for no limit. Who blocks it is
   *     to be seen before that
   */
  public Watch(
      Source source, int pid, Listener listener, StallDetector silence, Duration lockTimeout) {
    this.patience =
        lockTimeout.isZero()
            ? PATIENCE_NANOS
            : Math.max(LEAST_PATIENCE_NANOS, Math.min(PATIENCE_NANOS, lockTimeout.toNanos() / 3));
    this.source = source;
    this.pid = pid;
    this.listener = listener;
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
   * @return how long it waited, for which lock, and who held that; empty where nobody was seen
   */
  public String blockers() {
    return blockers;
  }

  private void run() {
    while (!closed) {
      LockSupport.parkNanos(Math.min(PERIOD_NANOS, patience) / 2);
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
    long start = since;
    return start != 0 && System.nanoTime() - start > patience;
  }

  private void watch(Connection connection) throws SQLException {
    long said = 0;
    long last = System.nanoTime();
    String before = "";
    while (!closed && (isLong() || System.nanoTime() - last < KEPT_NANOS)) {
      if (!isLong()) {
        LockSupport.parkNanos(patience / 2);
        continue;
      }
      last = System.nanoTime();
      String seen = one(connection, BLOCKERS);
      if (!seen.isEmpty()) {
        blockers = seen;
      }
      silence.seen(one(connection, STATE), this::isLong);
      String building = one(connection, INDEX_BUILD);
      String running = one(connection, RUNNING);
      String doing =
          !seen.isEmpty()
              ? "waiting " + seen
              : building.isEmpty() ? running.replaceFirst(".*: ", "") : building;
      boolean worthIt = !name(running).equals(before) || !seen.isEmpty() || !building.isEmpty();
      boolean due = (said == 0 || System.nanoTime() - said > REPEAT_NANOS) && worthIt;
      if (isLong() && !doing.isEmpty()) {
        if (due) {
          said = System.nanoTime();
          before = name(running);
        }
        listener.of((running.isEmpty() ? "" : name(running) + ": ") + doing, due);
      }
      // Until it is known who is in the way, a short wait for a lock must not fall between two
      // looks.
      LockSupport.parkNanos(blockers.isEmpty() ? Math.min(PERIOD_NANOS, patience) : PERIOD_NANOS);
    }
  }

  private static String name(String running) {
    return running.replaceFirst(":.*", "");
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
      "select coalesce((select a.state from pg_catalog.pg_stat_activity a where a.pid = %1$d),"
          + " 'gone')";

  /**
   * A prepared transaction has the process id 0. When the waiting began is known since 14. Without
   * pg_read_all_stats the state, the times and the query of others are hidden.
   */
  private static final String BLOCKERS =
      """
      with holder as (
        select case when b.pid = 0 then 'a prepared transaction' else format('pid %%s', b.pid) end
            || case when a.usename is null then '' when a.application_name <> '' then format(' (%%s, "%%s")', a.usename, a.application_name)
                 else format(' (%%s)', a.usename) end
            || case when a.xact_start is null and a.query_start is null then ''
                 else format(', %%s since %%s: %%s', a.state, to_char(coalesce(a.xact_start, a.query_start), 'HH24:MI:SS'),
                   left(ltrim(translate(a.query, chr(10) || chr(9), '  ')), 100) || case when length(a.query) > 100 then '...' else '' end) end as who,
            a.query = '<insufficient privilege>' as hidden
          from (select distinct pid from unnest(pg_blocking_pids(%1$d)) as b(pid)) b
          left join pg_stat_activity a on a.pid = b.pid
         order by b.pid)
      select coalesce((
          select format('%%s s for ', greatest(round(extract(epoch from clock_timestamp()
                - coalesce((to_jsonb(l) ->> 'waitstart')::timestamptz, (select a.query_start from pg_stat_activity a where a.pid = %1$d)))), 0))
              || case when c.oid is not null and l.locktype = 'relation' then format('%%s on %%I.%%I', l.mode, n.nspname, c.relname)
                   when c.oid is not null then format('a row of %%I.%%I', n.nspname, c.relname)
                   when l.locktype in ('transactionid', 'virtualxid') then 'another transaction to end'
                   else format('%%s (%%s)', l.mode, l.locktype) end
            from pg_locks l
            left join pg_class c on c.oid = l.relation and l.database = (select d.oid from pg_database d where d.datname = current_database())
            left join pg_namespace n on n.oid = c.relnamespace
           where l.pid = %1$d and not l.granted limit 1), 'for a lock')
          || ', held by ' || string_agg(h.who, '; ')
          || case when bool_or(h.hidden) then '. Grant pg_read_all_stats to see its query' else '' end
        from holder h having count(*) > 0
      """;

  /** Each migration's transaction names itself; many may stand in one message. */
  private static final String RUNNING =
      """
      select format('%%s: running for %%s s', substr(application_name, 9),
          round(extract(epoch from clock_timestamp() - coalesce(xact_start, query_start))))
        from pg_catalog.pg_stat_activity where pid = %1$d and application_name like 'postcar M%%'
      """;

  private static final String INDEX_BUILD =
      """
      select format('building an index, %%s%%s', replace(phase, 'building index: ', ''),
          case when lockers_total > 0 then format(' (%%s of %%s lockers done)', lockers_done, lockers_total)
            when blocks_total > blocks_done then format(' (%%s %%%%)', 100 * blocks_done / blocks_total)
            when tuples_total > 0 then format(' (%%s %%%%)', 100 * tuples_done / tuples_total)
            else '' end)
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
