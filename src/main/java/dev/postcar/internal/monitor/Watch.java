package dev.postcar.internal.monitor;

import dev.postcar.Event;
import dev.postcar.MigrationId;
import dev.postcar.Reporter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Watches one server process from a second connection, once its statement takes long: which
 * migration it is at, who blocks it, and how far it has come.
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

  /** What a caller wants to know at each look; asked until the server cannot tell. */
  public interface Question {
    /** One query; what returns no rows may come before it. */
    String sql();

    /** Hears the answer. */
    void answered(List<List<String>> rows);
  }

  private final Source source;
  private final int pid;
  private final Reporter reporter;
  private final int attempts;
  private final StallDetector silence;
  private final long patience;
  private final Thread thread = new Thread(this::run, "postcar-monitor");
  private volatile long since;
  private volatile boolean closed;
  private volatile String blockers = "";
  private volatile Map<MigrationId, String> sent = Map.of();
  private volatile boolean counted;
  private volatile int attempt = 1;
  private volatile Question question;
  private volatile boolean opening;
  private boolean started;

  /**
   * Prepares to watch; nothing is opened yet.
   *
   * @param reporter hears, at each look, what the statement waits for or how far it is
   * @param silence receives what is seen of the server process, and decides when to give up
   * @param lockTimeout how long a statement waits for a lock; zero for no limit. Who blocks it is
   *     to be seen before that
   * @param attempts how often a statement is tried at most
   */
  public Watch(
      Source source,
      int pid,
      Reporter reporter,
      StallDetector silence,
      Duration lockTimeout,
      int attempts) {
    this.patience =
        lockTimeout.isZero()
            ? PATIENCE_NANOS
            : Math.max(LEAST_PATIENCE_NANOS, Math.min(PATIENCE_NANOS, lockTimeout.toNanos() / 3));
    this.source = source;
    this.pid = pid;
    this.reporter = reporter;
    this.attempts = attempts;
    this.silence = silence;
    thread.setDaemon(true);
  }

  /**
   * A statement begins, or a message of several.
   *
   * @param migrations what it is made of, each with its SQL; empty for what is no migration
   */
  public void begin(Map<MigrationId, String> migrations) {
    begin(migrations, false);
  }

  /** A statement begins whose progress the caller reports; null for no migration. */
  public void beginCounted(MigrationId id) {
    begin(id == null ? Map.of() : Map.of(id, ""), true);
  }

  private void begin(Map<MigrationId, String> migrations, boolean callerCounts) {
    sent = migrations;
    counted = callerCounts;
    question = null;
    blockers = "";
    silence.begin();
    since = System.nanoTime() | 1;
    if (!started) {
      started = true;
      thread.start();
    }
  }

  /** Asks this too, until the statement ends. */
  public void ask(Question asked) {
    question = asked;
  }

  /** What is sent next, or goes on, is a try with that number. */
  public void attempt(int number) {
    attempt = number;
  }

  /** The statement has ended. */
  public void end() {
    since = 0;
    attempt = 1;
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
    ServerLook look = new ServerLook(connection, pid);
    StatementProgress progress = new StatementProgress();
    long last = System.nanoTime();
    while (!closed && (isLong() || System.nanoTime() - last < KEPT_NANOS)) {
      if (!isLong()) {
        LockSupport.parkNanos(patience / 2);
        continue;
      }
      last = System.nanoTime();
      Event seen = seen(look, progress);
      if (isLong() && seen != null) {
        reporter.on(seen);
      }
      answer(look, question);
      // Until it is known who is in the way, a short wait for a lock must not fall between two
      // looks.
      LockSupport.parkNanos(blockers.isEmpty() ? Math.min(PERIOD_NANOS, patience) : PERIOD_NANOS);
    }
  }

  private void answer(ServerLook look, Question asked) throws SQLException {
    if (asked == null || !isLong()) {
      return;
    }
    try {
      asked.answered(look.rows(asked.sql()));
    } catch (SQLException e) {
      if (!ServerLook.isRefused(e)) {
        throw e;
      }
      question = null;
    }
  }

  private Event seen(ServerLook look, StatementProgress progress) throws SQLException {
    LockWait lock = LockWait.of(look);
    if (lock != null) {
      blockers = lock.text();
    }
    ServerLook.Activity activity = look.activity();
    silence.seen(activity.state(), this::isLong);
    MigrationId id = running(activity.application());
    if (lock != null) {
      return new Event.Waiting(
          id, lock.waitedMs(), lock.mode(), lock.object(), lock.holders(), attempt, attempts);
    }
    if (counted) {
      return null;
    }
    String sql = id == null ? null : sent.get(id);
    Event.Progress measured = progress.of(look, id, sql, activity.elapsedMs());
    return measured != null || id == null || !activity.state().equals("active")
        ? measured
        : new Event.Progress(id, "running", "", -1, -1, "", activity.elapsedMs(), -1, -1);
  }

  /** Each migration's transaction names itself, in 63 bytes; many may stand in one message. */
  private MigrationId running(String application) {
    Set<MigrationId> ids = sent.keySet();
    for (MigrationId id : ids) {
      String name = "postcar " + id.name();
      // The server cuts it at 63 bytes, and never in the middle of a character.
      boolean cut = application.getBytes(StandardCharsets.UTF_8).length > 59;
      if (ids.size() == 1 || (cut ? name.startsWith(application) : name.equals(application))) {
        return id;
      }
    }
    return null;
  }

  @Override
  public void close() {
    closed = true;
    if (opening) {
      thread.interrupt();
    }
    LockSupport.unpark(thread);
  }
}
