package dev.postcar.internal.run;

import dev.postcar.Throttle;
import dev.postcar.internal.monitor.Pace;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.session.RawMessage;
import dev.postcar.internal.session.Retry;
import dev.postcar.internal.session.ServerSaid;
import dev.postcar.internal.session.Session;
import dev.postcar.internal.sql.ChangedTable;
import dev.postcar.internal.sql.SqlScript;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Repeats one bounded statement, each round committed by itself, until it touches no row. */
final class Batches {

  private final Step step;
  private final StepRun steps;
  private final String sql;
  private final Keyset keyset;
  private final Throttle throttle;
  private final Checkpoints checkpoints;
  private ServerLoad load;

  /**
   * One round.
   *
   * @param rows how many it touched
   * @param key the last key; null where the statement has no {@code :after}, or no row is left
   * @param waiting who waited for its locks at its end; null for nobody
   */
  record Round(long rows, String key, String waiting) {}

  /**
   * One call of inBatches.
   *
   * @param checkpoints null where nothing is kept of it
   */
  Batches(Step step, StepRun steps, String sql, Throttle throttle, Checkpoints checkpoints) {
    if (step.isTransactional()) {
      throw new IllegalStateException(
          "inBatches commits each round, and "
              + step.id()
              + " runs in one transaction with its history row: annotate it with"
              + " @NonTransactional");
    }
    List<dev.postcar.internal.sql.Statement> statements = SqlScript.statements(sql);
    if (statements.size() != 1) {
      throw new IllegalArgumentException("inBatches repeats exactly one statement, not: " + sql);
    }
    this.step = step;
    this.steps = steps;
    this.sql = sql;
    this.keyset = Keyset.of(statements.get(0).text());
    this.throttle = throttle;
    this.checkpoints = checkpoints;
  }

  /** All rounds; returns how many rows they touched. */
  long run() throws SQLException {
    Session session = steps.session();
    if (!session.connection().getAutoCommit() || !RawMessage.isIdle(session.connection())) {
      throw new IllegalStateException(
          "inBatches commits each round, and a transaction is open: end it first");
    }
    if (keyset != null) {
      keyset.window().refuseUnless(!session.plainRows(keyset.window().unique()).isEmpty());
    }
    Checkpoints.Batch kept = checkpoints == null ? null : checkpoints.next(sql, keyset != null);
    long touched = kept == null ? 0 : kept.rows();
    String key = kept == null ? null : kept.key();
    ChangedTable changed = ChangedTable.of(sql);
    String doing = changed == null ? "" : changed.verb() + " " + changed.table();
    Pace pace = new Pace(step.id(), doing, "rows", touched);
    long total = BatchEstimate.of(session.connection(), changed);
    load = new ServerLoad(session, throttle, changed);
    RoundPause pause = new RoundPause(step, steps, throttle, load);
    if (kept == null || !kept.isDone()) {
      pause.begin();
    }
    while (kept == null || !kept.isDone()) {
      pause.refuseIfInterrupted();
      long begun = System.nanoTime();
      Round round = round(kept, key, pause);
      if (round.rows() == 0) {
        return touched;
      }
      touched += round.rows();
      key = round.key();
      steps.reporter().on(pace.at(touched, touched <= total ? total : -1));
      pause.after(System.nanoTime() - begun, round.waiting());
    }
    return touched;
  }

  /** One round, repeated while something passing stands in its way. */
  private Round round(Checkpoints.Batch kept, String key, RoundPause pause) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try {
        return kept == null ? once(key) : once(kept, key);
      } catch (SQLException e) {
        boolean mayPass = Retry.mayPass(e.getSQLState());
        if (!mayPass || attempt > steps.session().options().retries()) {
          throw e;
        }
        steps.retrying(step, attempt, e.getSQLState(), ServerSaid.of(e));
        Retry.pause(attempt - 1);
        pause.refuseIfInterrupted();
      }
    }
  }

  /** The round and its checkpoint in one transaction. */
  private Round once(Checkpoints.Batch kept, String key) throws SQLException {
    Session session = steps.session();
    SQLException error = session.send(session.state().begin()).error();
    if (error != null) {
      throw error;
    }
    try {
      Round round = once(key);
      String waiting = load.waiting();
      kept.commit(round);
      return new Round(round.rows(), round.key(), waiting);
    } finally {
      if (!RawMessage.isIdle(session.connection())) {
        session.rollback();
      }
    }
  }

  private Round once(String key) throws SQLException {
    steps.watch().beginCounted(step.id());
    try (Statement statement = steps.session().connection().createStatement()) {
      statement.setEscapeProcessing(false);
      boolean returns = statement.execute(keyset == null ? sql : keyset.round(key));
      if (keyset == null && returns) {
        throw new IllegalArgumentException(
            "inBatches needs an UPDATE or DELETE that returns no rows, not: " + sql);
      }
      return keyset == null
          ? new Round(statement.getLargeUpdateCount(), null, null)
          : last(statement, key);
    } finally {
      steps.watch().end();
    }
  }

  private static Round last(Statement statement, String key) throws SQLException {
    try (ResultSet row = statement.getResultSet()) {
      return row.next()
          ? new Round(row.getLong(1), row.getString(2), null)
          : new Round(0, key, null);
    }
  }
}
