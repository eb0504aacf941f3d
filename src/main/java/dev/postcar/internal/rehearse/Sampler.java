package dev.postcar.internal.rehearse;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks every few milliseconds, on a connection of its own, who waits for which lock, behind whom,
 * and which tables the migration has locked.
 */
final class Sampler implements AutoCloseable {

  private static final long EVERY_MS = 20;

  /** When the waiting began is known since 14. */
  private static final String WAITING =
      """
      select l.pid,
             case when c.oid is null then case when l.locktype in ('transactionid', 'virtualxid') then 'a transaction' else l.locktype end
                  when l.locktype = 'relation' then '' else 'a row of ' end
               || coalesce(case when n.nspname = 'public' then '' else quote_ident(n.nspname) || '.' end || quote_ident(c.relname), ''),
             l.mode,
             (1000000 * extract(epoch from clock_timestamp() - coalesce((to_jsonb(l) ->> 'waitstart')::timestamptz, a.query_start)))::bigint,
             array_to_string(pg_blocking_pids(l.pid), ',')
        from pg_locks l
        join pg_stat_activity a on a.pid = l.pid and a.datname = current_database()
        left join pg_class c on c.oid = l.relation
        left join pg_namespace n on n.oid = c.relnamespace
       where not l.granted""";

  private static final String HELD =
      """
      select case when n.nspname = 'public' then '' else quote_ident(n.nspname) || '.' end || quote_ident(c.relname), l.mode
        from pg_locks l
        join pg_class c on c.oid = l.relation and c.relkind in ('r', 'p', 'm')
        join pg_namespace n on n.oid = c.relnamespace
       where l.granted and l.locktype = 'relation' and l.mode <> 'AccessShareLock' and l.pid = %d
         and l.database = (select d.oid from pg_database d where d.datname = current_database())
         and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
       order by 1, 2""";

  private final Connection connection;
  private final Traffic traffic;
  private final int migrating;
  private final Thread thread = new Thread(this::lookAgainAndAgain, "postcar-rehearse-sampler");
  private StatementRecord current;
  private volatile boolean closed;
  private volatile SQLException failure;

  /**
   * A sampler.
   *
   * @param connection its own, closed with it
   * @param migrating the server process that runs the migrations
   */
  Sampler(Connection connection, Traffic traffic, int migrating) throws SQLException {
    this.connection = connection;
    this.traffic = traffic;
    this.migrating = migrating;
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "set search_path = pg_catalog, pg_temp; set application_name = 'postcar rehearse'");
    }
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** What is seen from now on is of this statement; null for none. */
  synchronized void on(StatementRecord statement) {
    current = statement;
  }

  /** Looks now: a statement may have ended between two looks, and holds its locks. */
  synchronized void look() throws SQLException {
    List<LockQueues.Waiter> waiters = waiters();
    long now = traffic.now();
    for (LockQueues.Waiter waiter : waiters) {
      TrafficTransaction one = traffic.of(waiter.pid());
      if (one != null) {
        one.waits(now - Math.max(0, waiter.waited()), now);
      }
    }
    if (current != null) {
      current.sees(held(), now);
      new LockQueues(waiters, migrating, this::name).into(current);
    }
  }

  /** How much write-ahead log there is by now. */
  synchronized long wal() throws SQLException {
    return number("select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint");
  }

  /** How much this database has written to temporary files by now, as far as reported. */
  synchronized long temporary() throws SQLException {
    return number("select temp_bytes from pg_stat_database where datname = current_database()");
  }

  private long number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private List<LockQueues.Waiter> waiters() throws SQLException {
    List<LockQueues.Waiter> waiters = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(WAITING)) {
      while (rows.next()) {
        List<Integer> blockers = new ArrayList<>();
        for (String pid : rows.getString(5).split(",", -1)) {
          if (!pid.isEmpty()) {
            blockers.add(Integer.valueOf(pid));
          }
        }
        waiters.add(
            new LockQueues.Waiter(
                rows.getInt(1), rows.getString(2), rows.getString(3), rows.getLong(4), blockers));
      }
    }
    return waiters;
  }

  private List<String> held() throws SQLException {
    List<String> held = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(HELD.formatted(migrating))) {
      while (rows.next()) {
        held.add(rows.getString(1) + "\t" + rows.getString(2));
      }
    }
    return held;
  }

  private String name(int pid) {
    TrafficTransaction one = traffic.of(pid);
    return pid == migrating ? "the migration" : one == null ? "pid " + pid : one.kind;
  }

  private void lookAgainAndAgain() {
    try {
      while (!closed) {
        look();
        Thread.sleep(EVERY_MS);
      }
    } catch (InterruptedException e) {
      // It is closed.
    } catch (SQLException e) {
      failure = closed ? null : e;
    }
  }

  /**
   * Ends it.
   *
   * @throws SQLException that ended it earlier: what it should have seen is not known then
   */
  void stop() throws SQLException {
    closed = true;
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      connection.close();
    } catch (SQLException e) {
      // It is closed already.
    }
  }
}
