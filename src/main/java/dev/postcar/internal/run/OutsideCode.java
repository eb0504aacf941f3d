package dev.postcar.internal.run;

import dev.postcar.Compensate;
import dev.postcar.Direction;
import dev.postcar.Event;
import dev.postcar.internal.history.HistoryMoved;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.session.RawMessage;
import dev.postcar.internal.session.ServerSaid;
import dev.postcar.internal.session.Session;
import java.sql.SQLException;

/**
 * Runs a non-transactional code migration: a row that says <em>started</em>, the code in
 * autocommit, then the row that says <em>applied</em>.
 */
final class OutsideCode {

  private final StepRun steps;
  private final Session session;
  private final Step step;
  private final Journal journal;
  private final Checkpoints checkpoints;
  private final CodeRun code;

  OutsideCode(StepRun steps, Step step, Journal journal) {
    this.steps = steps;
    this.session = steps.session();
    this.step = step;
    this.journal = journal;
    this.checkpoints = new Checkpoints(steps, step, journal);
    this.code = new CodeRun(step, steps, checkpoints);
  }

  /**
   * Runs it, or runs it again after an interruption.
   *
   * @throws Journal.StatementFailed if the code failed
   * @throws HistoryMoved if another runner has written since the plan was made: then nothing ran
   * @throws ConnectionLost if the connection went away
   */
  long run() throws Journal.StatementFailed {
    journal.begin();
    steps.toCleanUp().add(code);
    try {
      checkpoints.begin();
      Throwable thrown = part(code::run);
      if (thrown == null) {
        return journal.end();
      }
      throw failed(thrown);
    } catch (SQLException e) {
      throw journal.notWritten(e, "its code ran to the end, but its history row does not say so");
    } finally {
      steps.cleanUp();
    }
  }

  /** A method of the migration, which returns what was thrown. */
  private interface Part {
    Throwable run();
  }

  /** Runs one between two session states that are postcar's. */
  private Throwable part(Part part) {
    journal.prepare();
    Throwable thrown = part.run();
    SQLException error = thrown == null ? null : session.thrown(thrown);
    if (error != null && session.isLost(error)) {
      throw journal.lost(error);
    }
    boolean open = !RawMessage.isIdle(session.connection());
    session.rollback();
    try {
      code.leave();
    } catch (SQLException e) {
      throw journal.lost(e);
    }
    if (thrown instanceof HistoryMoved moved) {
      throw moved;
    }
    return thrown == null && open
        ? new SQLException("it left a transaction open, which was rolled back", "25001")
        : thrown;
  }

  private Journal.StatementFailed interrupted(FailureText failure, String state) {
    String first = steps.interruption().isRequested() ? "" : "fix the cause";
    return new Journal.StatementFailed(
        failure,
        "",
        state + ".",
        step.waysOut(false, true).afterBatches(checkpoints.areAll()).action(first));
  }

  private Journal.StatementFailed failed(Throwable thrown) throws SQLException {
    FailureText failure = new FailureText(step, "", thrown, 0, "", -1);
    String name = step.id().name();
    boolean back = step.direction() == Direction.ROLLBACK;
    String state =
        "State: %s%s is interrupted: its code was started but not finished%s"
            .formatted(back ? "the rollback of " : "", name, checkpoints.text());
    boolean compensates =
        step.action() == Step.Action.RUN
            && !back
            && !steps.interruption().isRequested()
            && step.available().instance().getClass().isAnnotationPresent(Compensate.class);
    if (!compensates) {
      return interrupted(failure, state);
    }
    try {
      checkpoints.forget();
    } catch (SQLException e) {
      thrown.addSuppressed(e);
      return interrupted(
          failure,
          state
              + ", and was not compensated, because the journal cannot be written: "
              + ServerSaid.of(e));
    }
    steps.reporter().on(new Event.Said(step.id(), "failed: compensating"));
    Throwable second = part(code::compensate);
    if (second != null) {
      thrown.addSuppressed(second);
      String reason = new FailureText(step, "", second, 0, "", -1).reason().replace("\n", "\n    ");
      return interrupted(failure, state + ", and its compensation failed too: " + reason);
    }
    journal.takeBack();
    return new Journal.StatementFailed(
        failure,
        "",
        "State: its rollback ran as compensation and succeeded; the migration is pending again.",
        null);
  }
}
