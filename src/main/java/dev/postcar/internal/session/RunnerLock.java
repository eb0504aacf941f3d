package dev.postcar.internal.session;

import dev.postcar.Event;
import dev.postcar.PostcarException;
import dev.postcar.Reporter;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.history.HistoryMoved;
import dev.postcar.internal.history.LockKey;
import dev.postcar.internal.monitor.OtherReaders;
import dev.postcar.internal.sql.Durations;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * One runner at a time: a session-level advisory lock on the connection that runs the migrations.
 *
 * <p>It is polled, never waited for on the server: a session blocked in {@code pg_advisory_lock}
 * holds a snapshot, and {@code create index concurrently} waits for that snapshot. Behind a pooler
 * no lock is taken, because it would stay with the pooler's connection; the history's generation
 * alone keeps runners apart there.
 */
public final class RunnerLock implements AutoCloseable {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final Session session;
  private final Interruption interruption;
  private final long key;
  private boolean held;
  private List<OtherReaders> others = List.of();

  private RunnerLock(Session session, Config options, Interruption interruption) {
    this.session = session;
    this.interruption = interruption;
    this.key = LockKey.runner(options.namespace(), options.target());
  }

  /**
   * Takes the lock, and brings the session into its base state in the same round trip.
   *
   * @throws PostcarException.Lock if another runner keeps it for longer than {@code lockWait}
   */
  public static RunnerLock acquire(Session session, Reporter reporter, Interruption interruption) {
    return acquire(session, session.options(), reporter, interruption);
  }

  /**
   * The same for another bookkeeping than the session's.
   *
   * @param options say which
   */
  public static RunnerLock acquire(
      Session session, Config options, Reporter reporter, Interruption interruption) {
    RunnerLock lock = new RunnerLock(session, options, interruption);
    try {
      if (session.server().pooled()) {
        lock.lookAtOthers();
        return lock;
      }
      if (session.server().version() >= 140000 && !session.state().keepsConnectionCheck()) {
        // Unknown to some platforms: a message of its own, its failure without consequence.
        if (session.send(session.state().connectionCheck()).error() == null) {
          session.state().keepConnectionCheck();
        }
      }
      lock.poll(session.state().prepare(), reporter);
      return lock;
    } catch (SQLException e) {
      throw BookkeepingFailure.of(e, session.options());
    }
  }

  private void lookAtOthers() throws SQLException {
    try {
      others = OtherReaders.of(session.rows("select " + OtherReaders.EXPRESSION).get(0).get(0));
    } catch (SQLException e) {
      if (session.isLost(e)) {
        throw e;
      }
      // Some platforms do not show the views of the server to all.
    }
  }

  private void poll(String prepare, Reporter reporter) throws SQLException {
    long deadline = System.nanoTime() + session.options().lockWait().toNanos();
    for (int attempt = 0; !tryOnce(attempt == 0 ? prepare : ""); attempt++) {
      String holder = attempt == 0 || System.nanoTime() >= deadline ? holder() : "";
      if (attempt == 0) {
        reporter.on(new Event.WaitingForLock(holder));
      }
      if (System.nanoTime() >= deadline) {
        throw new PostcarException.Lock(
            "The runner lock of this database is held by another session, and was not released"
                + " within "
                + Durations.format(session.options().lockWait())
                + ": "
                + holder
                + ".\n"
                + "State: nothing was changed.\n"
                + "Next: wait for that session, raise --lock-wait, or end it with pg_terminate_backend.",
            null);
      }
      Retry.pause(attempt, FIRST_PAUSE, LONGEST_PAUSE);
      if (interruption.isRequested() || Thread.currentThread().isInterrupted()) {
        throw new PostcarException.Interrupted(
            """
            Interrupted while waiting for the runner lock.
            State: nothing was changed.
            Next: rerun the command.""",
            interruption.signalOfEnd(),
            null,
            null);
      }
    }
  }

  private boolean tryOnce(String before) throws SQLException {
    String take = "select pg_catalog.pg_try_advisory_lock(" + key + ")";
    List<String> row;
    try {
      boolean first = !before.isEmpty();
      row = session.rows(before, first ? take + ", " + OtherReaders.EXPRESSION : take).get(0);
      others = first ? OtherReaders.of(row.get(1)) : others;
    } catch (SQLException e) {
      if (session.isLost(e) || before.isEmpty()) {
        throw e;
      }
      // As above.
      row = session.rows(before, take).get(0);
    }
    held = row.get(0).equals("t");
    return held;
  }

  /** What else reads the database, as it was when the lock was taken. */
  public List<OtherReaders> otherReaders() {
    return others;
  }

  private String holder() throws SQLException {
    String found =
        one(
            """
            select pg_catalog.format('pid %%s, user %%s, application %%s, address %%s, since %%s',
                a.pid, a.usename, pg_catalog.quote_literal(a.application_name),
                coalesce(a.client_addr::text, 'local'),
                pg_catalog.to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS TZ'))
              from pg_catalog.pg_locks l
              join pg_catalog.pg_stat_activity a on a.pid = l.pid
             where l.locktype = 'advisory' and l.granted and %s
               and l.database = (select oid from pg_catalog.pg_database where datname = current_database())
            """
                .formatted(ours()));
    return found.isEmpty() ? "already ended" : found.replace('\n', ' ');
  }

  private String one(String sql) throws SQLException {
    List<List<String>> rows = session.rows(sql);
    return rows.isEmpty() ? "" : String.valueOf(rows.get(0).get(0));
  }

  /**
   * What is asked after a message: every other advisory lock of the session that a migration has
   * left is released.
   *
   * @return one statement; empty behind a pooler
   */
  public String tidy() {
    return held
        ? "select %s from pg_catalog.pg_lock_status() l where %s and %s"
            .formatted(AdvisoryLocks.RELEASE, AdvisoryLocks.OWN, others())
        : "";
  }

  /**
   * The same between two migrations of one message, where the lock is also taken again if it can
   * be: if another runner had it meanwhile and wrote, the next fence tells.
   *
   * @return statements
   */
  public List<String> tidyBetween() {
    if (!held) {
      return List.of();
    }
    if (session.state().locks().isNone()) {
      // A look at the locks takes as long as everything else of postcar's in the transaction.
      // The transaction holds the lock in between.
      return List.of(
          "select pg_catalog.pg_try_advisory_xact_lock(%1$d), pg_catalog.pg_advisory_unlock_all(), pg_catalog.pg_try_advisory_lock(%1$d)"
              .formatted(key));
    }
    return List.of(
        """
        select pg_catalog.count(case when %4$s then %1$s end),
            case when pg_catalog.bool_or(%2$s) is not true then pg_catalog.pg_try_advisory_lock(%3$d) end
          from pg_catalog.pg_lock_status() l
         where %5$s"""
            .formatted(AdvisoryLocks.RELEASE, ours(), key, others(), AdvisoryLocks.OWN));
  }

  /** An expression that tells whether the lock is still held: a migration may have released it. */
  public String heldExpression() {
    return held
        ? "exists (select from pg_catalog.pg_locks l where l.locktype = 'advisory' and l.granted"
            + " and l.pid = pg_catalog.pg_backend_pid() and "
            + ours()
            + ")"
        : "true";
  }

  private String others() {
    return "not (" + ours() + ") and " + session.state().locks().taken();
  }

  private String ours() {
    return "l.objsubid = 1 and l.classid = ((%1$d::bigint >> 32) & 4294967295)::oid and l.objid = (%1$d::bigint & 4294967295)::oid"
        .formatted(key);
  }

  /**
   * Takes the lock again after a migration has released it.
   *
   * @throws HistoryMoved always: somebody else may have run meanwhile
   */
  public void takeAgain(Reporter reporter) {
    try {
      reporter.on(new Event.Warning("a migration released the runner lock: taking it again"));
      poll("", reporter);
      throw new HistoryMoved();
    } catch (SQLException e) {
      throw BookkeepingFailure.of(e, session.options());
    }
  }

  /** Lets go at once: the session goes on. */
  public void release() {
    if (held) {
      held = false;
      session.send("select pg_catalog.pg_advisory_unlock(" + key + ")");
    }
  }

  /**
   * Lets go when the session ends, which it now does: with its connection, or with its last word.
   */
  @Override
  public void close() {
    if (held) {
      held = false;
      session.beforeClose("select pg_catalog.pg_advisory_unlock(" + key + ");\n");
    }
  }
}
