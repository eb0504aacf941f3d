package dev.postcar.internal.run;

import dev.postcar.internal.monitor.Pace;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.session.RawMessage;
import dev.postcar.internal.session.Retry;
import dev.postcar.internal.session.ServerSaid;
import dev.postcar.internal.session.Session;
import dev.postcar.internal.sql.ChangedTable;
import dev.postcar.internal.sql.SqlScript;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Repeats one bounded statement, each round committed by itself, until it touches no row. */
final class Batches {

  private final Step step;
  private final StepRun steps;
  private final String sql;
  private final Duration pause;
  private final Checkpoints checkpoints;

  /**
   * One call of inBatches.
   *
   * @param checkpoints null where nothing is kept of it
   */
  Batches(Step step, StepRun steps, String sql, Duration pause, Checkpoints checkpoints) {
    if (step.isTransactional()) {
      throw new IllegalStateException(
          "inBatches commits each round, and "
              + step.id()
              + " runs in one transaction with its history row: annotate it with"
              + " @NonTransactional");
    }
    if (SqlScript.statements(sql).size() != 1) {
      throw new IllegalArgumentException("inBatches repeats exactly one statement, not: " + sql);
    }
    if (pause.isNegative()) {
      throw new IllegalArgumentException("a pause cannot be negative: " + pause);
    }
    this.step = step;
    this.steps = steps;
    this.sql = sql;
    this.pause = pause;
    this.checkpoints = checkpoints;
  }

  /** All rounds; returns how many rows they touched. */
  long run() throws SQLException {
    if (!steps.session().connection().getAutoCommit()
        || !RawMessage.isIdle(steps.session().connection())) {
      throw new IllegalStateException(
          "inBatches commits each round, and a transaction is open: end it first");
    }
    Checkpoints.Batch kept = checkpoints == null ? null : checkpoints.next(sql);
    long touched = kept == null ? 0 : kept.rows();
    ChangedTable changed = ChangedTable.of(sql);
    String doing = changed == null ? "" : changed.verb() + " " + changed.table();
    Pace pace = new Pace(step.id(), doing, "rows", touched);
    long total = BatchEstimate.of(steps.session().connection(), changed);
    while (kept == null || !kept.isDone()) {
      refuseIfInterrupted();
      long round = round(kept);
      if (round == 0) {
        return touched;
      }
      touched += round;
      steps.reporter().on(pace.at(touched, touched <= total ? total : -1));
      rest();
    }
    return touched;
  }

  /** One round, repeated while something passing stands in its way. */
  private long round(Checkpoints.Batch kept) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try {
        return kept == null ? once() : once(kept);
      } catch (SQLException e) {
        boolean mayPass = Retry.mayPass(e.getSQLState());
        if (!mayPass || attempt > steps.session().options().retries()) {
          throw e;
        }
        steps.retrying(step, attempt, e.getSQLState(), ServerSaid.of(e));
        Retry.pause(attempt - 1);
        refuseIfInterrupted();
      }
    }
  }

  /** The round and its checkpoint in one transaction. */
  private long once(Checkpoints.Batch kept) throws SQLException {
    Session session = steps.session();
    SQLException error = session.send(session.state().begin()).error();
    if (error != null) {
      throw error;
    }
    try {
      long round = once();
      kept.commit(round);
      return round;
    } finally {
      if (!RawMessage.isIdle(session.connection())) {
        session.rollback();
      }
    }
  }

  private long once() throws SQLException {
    steps.watch().beginCounted(step.id());
    try (Statement statement = steps.session().connection().createStatement()) {
      statement.setEscapeProcessing(false);
      if (statement.execute(sql)) {
        throw new IllegalArgumentException(
            "inBatches needs an UPDATE or DELETE that returns no rows, not: " + sql);
      }
      return statement.getLargeUpdateCount();
    } finally {
      steps.watch().end();
    }
  }

  /** Sleeps between two rounds; a signal wakes it. */
  private void rest() {
    long end = System.nanoTime() + pause.toNanos();
    for (long left = pause.toNanos();
        left > 0 && !steps.interruption().isRequested();
        left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private void refuseIfInterrupted() throws SQLException {
    if (steps.interruption().isRequested()) {
      throw new SQLException("interrupted by the operator between two rounds", "57014");
    }
  }
}
