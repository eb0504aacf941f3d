package dev.postcar.run;

import dev.postcar.CodeMigration;
import dev.postcar.Context;
import dev.postcar.Direction;
import dev.postcar.Reporter;
import dev.postcar.plan.Step;
import dev.postcar.report.Event;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.jdbc.PreferQueryMode;

/** Runs a code migration's Java inside the transaction that is open on the session. */
record CodeRun(Step step, PgConnection own, Reporter reporter) implements Context {

  /**
   * Runs it.
   *
   * @return what it threw; null where it went well
   */
  Throwable run() {
    try {
      // The caller's code may want cursors and prepared statements; postcar's own never does.
      own.getQueryExecutor().setPreferQueryMode(PreferQueryMode.EXTENDED);
      own.setAutoCommit(false);
      if (step.direction() == Direction.FORWARD) {
        migration().forward(this);
      } else {
        migration().rollback(this);
      }
      return null;
    } catch (Throwable e) {
      return e;
    } finally {
      own.getQueryExecutor().setPreferQueryMode(PreferQueryMode.SIMPLE);
    }
  }

  /** Calls the migration's cleanup, once the transaction has ended either way. */
  void cleanup() {
    try {
      leave();
      migration().cleanup(this);
    } catch (Throwable e) {
      reporter.on(new Event.Warning(step.id() + ": its cleanup failed: " + e));
    }
  }

  private CodeMigration migration() {
    return (CodeMigration) step.available().instance();
  }

  /** Back to autocommit, once the transaction has ended: the driver would commit an open one. */
  private void leave() throws SQLException {
    if (!own.isClosed() && !own.getAutoCommit()) {
      own.setAutoCommit(true);
    }
  }

  @Override
  public Connection connection() {
    return GuardedConnection.of(own);
  }

  @Override
  public Direction direction() {
    return step.direction();
  }

  @Override
  public void say(String text) {
    reporter.on(new Event.Said(step.id(), text));
  }

  @Override
  public void progress(long done, long total) {
    reporter.on(new Event.Progress(step.id(), done, total));
  }
}
