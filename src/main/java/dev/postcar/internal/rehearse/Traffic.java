package dev.postcar.internal.rehearse;

import dev.postcar.internal.session.Connections;
import dev.postcar.internal.session.ServerSaid;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Sends the transactions of a schedule on connections of its own, until it is stopped. */
final class Traffic implements AutoCloseable {

  /** How long what is due may be late when the traffic ends; the rest counts as failed. */
  private static final long DRAIN = 30_000_000;

  private static final long LOOK_NANOS = 20_000_000;

  private final Schedule schedule;
  private final String setup;
  private final Connections connections;
  private final List<Connection> opened = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong next = new AtomicLong();
  private final Map<Integer, TrafficTransaction> current = new ConcurrentHashMap<>();
  private final List<TrafficTransaction> done = new ArrayList<>();
  private volatile long zero;
  private volatile long stopAt = Long.MAX_VALUE;

  /**
   * Connects.
   *
   * @param setup SQL that each connection starts with
   */
  Traffic(Connections connections, String setup, Schedule schedule, int clients)
      throws SQLException {
    this.connections = connections;
    this.setup = setup;
    this.schedule = schedule;
    try {
      for (int i = 0; i < clients; i++) {
        client(i, connect());
      }
    } catch (SQLException e) {
      close();
      throw e;
    }
  }

  private Connection connect() throws SQLException {
    Connection connection = connections.connectOnce();
    synchronized (opened) {
      opened.add(connection);
    }
    // A transaction may wait as long as it takes.
    connection.setNetworkTimeout(Runnable::run, 0);
    try (Statement statement = connection.createStatement()) {
      statement.execute("set application_name = 'postcar rehearse'; " + setup);
    }
    return connection;
  }

  private void client(int number, Connection connection) throws SQLException {
    thread(
        "client-" + number, new TrafficClient(this, schedule, number, connection, pid(connection)));
  }

  /** Adds one that reads tables in turn, each in a transaction that stays open for a while. */
  void slowReader(List<String> tables) throws SQLException {
    Connection connection = connect();
    thread("slow-reader", new SlowReader(this, connection, pid(connection), tables));
  }

  private void thread(String name, Runnable work) {
    Thread thread = new Thread(work, "postcar-rehearse-" + name);
    thread.setDaemon(true);
    threads.add(thread);
  }

  private static int pid(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_catalog.pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }

  /** Begins; the clock starts. */
  void start() {
    zero = System.nanoTime();
    threads.forEach(Thread::start);
  }

  /** Microseconds since the start. */
  long now() {
    return (System.nanoTime() - zero) / 1_000;
  }

  /** Whether nothing more is to be sent. */
  boolean isOver() {
    return now() >= stopAt;
  }

  /** What a server process does just now; null where it is none of the traffic's, or idle. */
  TrafficTransaction of(int pid) {
    return current.get(pid);
  }

  /** The number of the next one that no client has taken. */
  long take() {
    return next.getAndIncrement();
  }

  /** Whether it ends before something is due. */
  boolean endsBefore(long at) {
    return at >= stopAt;
  }

  /** Whether what is only sent now is too late. */
  boolean isDrained() {
    return now() - DRAIN > stopAt;
  }

  TrafficTransaction begin(int pid, String kind, boolean writes, boolean slow, long at) {
    TrafficTransaction one = new TrafficTransaction(kind, writes, slow, at);
    one.started = now();
    current.put(pid, one);
    return one;
  }

  static void failed(TrafficTransaction one, Connection connection, SQLException e) {
    one.sqlState = String.valueOf(e.getSQLState());
    one.error = ServerSaid.of(e);
    try (Statement statement = connection.createStatement()) {
      statement.execute("rollback");
    } catch (SQLException lost) {
      // The next transaction says so.
    }
  }

  void end(int pid, TrafficTransaction one) {
    current.remove(pid);
    one.ends(now());
    add(one);
  }

  void add(TrafficTransaction one) {
    synchronized (done) {
      done.add(one);
    }
  }

  /** Sleeps until then, or until the traffic ends. */
  void sleepUntil(long at) {
    for (long left = Math.min(at, stopAt) - now();
        left > 0 && !Thread.currentThread().isInterrupted();
        left = Math.min(at, stopAt) - now()) {
      LockSupport.parkNanos(Math.min(left * 1_000, LOOK_NANOS));
    }
  }

  /** Ends it: what was due by now is still sent. Gives all transactions, in their order. */
  List<TrafficTransaction> stop() throws InterruptedException {
    stopAt = now();
    for (Thread thread : threads) {
      thread.join(Math.max(1, (stopAt + 2 * DRAIN - now()) / 1_000));
    }
    synchronized (done) {
      List<TrafficTransaction> all = new ArrayList<>(done);
      all.sort((one, other) -> Long.compare(one.scheduled, other.scheduled));
      return all;
    }
  }

  @Override
  public void close() {
    stopAt = Math.min(stopAt, now());
    threads.forEach(Thread::interrupt);
    synchronized (opened) {
      for (Connection connection : opened) {
        try {
          connection.abort(Runnable::run);
        } catch (SQLException e) {
          // It is closed already.
        }
      }
    }
  }
}
