package dev.postcar.internal.run;

import dev.postcar.CodeMigration;
import dev.postcar.Context;
import dev.postcar.Direction;
import dev.postcar.Event;
import dev.postcar.Throttle;
import dev.postcar.internal.monitor.Pace;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.session.GuardedConnection;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.jdbc.PgConnection;

/** Runs a code migration's Java: inside the transaction that is open on the session, or outside. */
final class CodeRun implements Context {

  private final Step step;
  private final StepRun steps;
  private final PgConnection own;
  private final Checkpoints checkpoints;
  private Direction direction;
  private boolean ended;
  private Pace pace;

  CodeRun(Step step, StepRun steps) {
    this(step, steps, null);
  }

  /**
   * One run of its code.
   *
   * @param checkpoints keeps what its batches do; null in a transaction
   */
  CodeRun(Step step, StepRun steps, Checkpoints checkpoints) {
    this.checkpoints = checkpoints;
    this.step = step;
    this.steps = steps;
    this.own = steps.session().connection();
    this.direction = step.direction();
  }

  /**
   * Runs it; a signal cancels what it sends.
   *
   * @return what it threw; null where it went well
   */
  Throwable run() {
    pace = new Pace(step.id(), "", "");
    try {
      steps.session().speakExtended(true);
      own.setAutoCommit(!step.available().transactional());
      steps.interruption().running(own);
      if (direction == Direction.COMPENSATE) {
        migration().rollback(this);
        return null;
      }
      switch (step.action()) {
        case RESUME -> {
          if (step.available().overrides("resume")) {
            migration().resume(this);
          } else {
            runs();
          }
        }
        case MARK, SKIP -> migration().skip(this);
        default -> runs();
      }
      return null;
    } catch (Throwable e) {
      return e;
    } finally {
      steps.interruption().settling();
      steps.session().speakExtended(false);
    }
  }

  private void runs() throws Exception {
    if (direction == Direction.FORWARD) {
      migration().forward(this);
    } else {
      migration().rollback(this);
    }
  }

  /**
   * Takes back what a failed forward left.
   *
   * @return what it threw; null where it went well
   */
  Throwable compensate() {
    direction = Direction.COMPENSATE;
    return run();
  }

  /** Calls the migration's cleanup, once the transaction has ended either way. */
  void cleanup() {
    ended = true;
    try {
      leave();
      migration().cleanup(this);
    } catch (Throwable e) {
      steps.reporter().on(new Event.Warning(step.id() + ": its cleanup failed: " + e));
    }
  }

  private CodeMigration migration() {
    return (CodeMigration) step.available().instance();
  }

  /** Back to autocommit, once the transaction has ended: the driver would commit an open one. */
  void leave() throws SQLException {
    if (own.isClosed()) {
      return;
    }
    if (!own.getAutoCommit()) {
      own.setAutoCommit(true);
    }
    steps.session().restoreDriverState();
  }

  @Override
  public Connection connection() {
    if (checkpoints != null && direction != Direction.COMPENSATE && !ended) {
      checkpoints.connectionUsed();
    }
    return GuardedConnection.of(own, step.available().transactional());
  }

  @Override
  public Direction direction() {
    return direction;
  }

  @Override
  public void say(String text) {
    steps.reporter().on(new Event.Said(step.id(), text));
  }

  @Override
  public void progress(long done, long total) {
    steps.reporter().on(pace.at(done, total));
  }

  @Override
  public long inBatches(String sql, Throttle throttle) throws SQLException {
    return new Batches(
            step, steps, sql, throttle, direction == Direction.COMPENSATE ? null : checkpoints)
        .run();
  }
}
