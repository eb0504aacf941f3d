package dev.postcar.internal.trace;

import dev.postcar.internal.run.Rehearsal;
import dev.postcar.internal.sql.Statement;
import dev.postcar.internal.sql.StatementKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Runs a statement that refuses a transaction, and reads its locks meanwhile: after it they are
 * gone.
 *
 * <p>It is stopped wherever it waits for others, by two sessions in turn: one holds it while its
 * locks are read, and before that one lets go the other one is there for its next wait.
 */
final class AloneStatement {

  private static final long POLL_MS = 2;

  private final Rehearsal rehearsal;
  private final Connection observer;
  private BlockingSession holding;
  private BlockingSession waiting;
  private final Set<Locks.Row> seen = new HashSet<>();
  private long heldNanos;

  AloneStatement(Rehearsal rehearsal, Connection observer, Connection one, Connection other) {
    this.rehearsal = rehearsal;
    this.observer = observer;
    this.holding = new BlockingSession(one);
    this.waiting = new BlockingSession(other);
  }

  /** What it locked, or waited to lock. */
  Set<Locks.Row> seen() {
    return seen;
  }

  /**
   * Runs it.
   *
   * @return milliseconds, without those for which it was held
   */
  long run(Statement statement, Snapshot before) throws SQLException {
    LockMode mode =
        StatementKind.concurrently(statement)
            ? LockMode.ACCESS_SHARE
            : LockMode.SHARE_UPDATE_EXCLUSIVE;
    holding.hold(before.relations().values(), mode);
    boolean held = true;
    long startedAt = System.nanoTime();
    FutureTask<SQLException> task = new FutureTask<>(() -> send(statement.text()));
    Thread thread = new Thread(task, "postcar-trace");
    thread.setDaemon(true);
    thread.start();
    try {
      while (!task.isDone()) {
        long looked = System.nanoTime();
        if (isHeld() && held) {
          seen.addAll(Locks.of(observer, rehearsal.backendPid()));
          held = leap(before, mode);
          heldNanos += System.nanoTime() - looked;
        }
        Thread.sleep(POLL_MS);
      }
      SQLException failure = task.get();
      if (failure != null) {
        throw failure;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      holding.release();
      waiting.release();
    }
    return Math.max(0, (System.nanoTime() - startedAt - heldNanos) / 1_000_000);
  }

  private SQLException send(String sql) {
    try {
      rehearsal.send(sql);
      return null;
    } catch (SQLException e) {
      return e;
    }
  }

  private boolean isHeld() throws SQLException {
    try (java.sql.Statement statement = observer.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select pg_catalog.cardinality(pg_catalog.pg_blocking_pids("
                    + rehearsal.backendPid()
                    + ")) > 0")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /** The other session takes its place; then this one lets the statement go on. */
  private boolean leap(Snapshot before, LockMode mode) throws SQLException {
    Set<Long> wanted = wanted();
    List<Relation> free = new ArrayList<>(before.relations().values());
    free.removeIf(relation -> wanted.contains(relation.oid()));
    boolean held = true;
    try {
      waiting.hold(free, mode);
    } catch (SQLException e) {
      // It has a table for itself already: from here on it runs unobserved.
      held = false;
    }
    holding.release();
    BlockingSession other = holding;
    holding = waiting;
    waiting = other;
    return held;
  }

  /** What the statement waits for: who asks for it too would wait behind it. */
  private Set<Long> wanted() throws SQLException {
    Set<Long> wanted = new HashSet<>();
    try (java.sql.Statement statement = observer.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select relation from pg_catalog.pg_locks where not granted and relation is not"
                    + " null and pid = "
                    + rehearsal.backendPid())) {
      while (rows.next()) {
        wanted.add(rows.getLong(1));
      }
    }
    return wanted;
  }
}
