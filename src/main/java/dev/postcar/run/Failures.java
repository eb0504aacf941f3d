package dev.postcar.run;

import dev.postcar.Direction;
import dev.postcar.Done;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.plan.Plan;
import dev.postcar.plan.Step;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Puts the session in order after a failure, logs it, and says what it was and what to do. */
final class Failures {

  private final Session session;
  private final Interruption interruption;
  private final FailureLog log;
  private final Tally tally;
  private final List<Done> done;
  private final int doneBefore;
  private final List<SQLException> earlier = new ArrayList<>();

  /**
   * None so far.
   *
   * @param equipment its session is kept: after a reconnect there are other failures
   * @param tally of the operation
   * @param doneBefore how much of it was done before the plan was made
   */
  Failures(Equipment equipment, Tally tally, int doneBefore) {
    this.session = equipment.session();
    this.interruption = equipment.interruption();
    this.log = new FailureLog(session, equipment.text(), tally.operation());
    this.tally = tally;
    this.done = tally.done();
    this.doneBefore = doneBefore;
  }

  /**
   * Puts the session in order after a failed message: outside any transaction, in its base state.
   *
   * @throws ConnectionLost if there is no session any more
   */
  void restore(List<InFlight> inFlight, RawMessage.Answer answer) {
    if (answer.error() != null && session.isLost(answer.error())) {
      throw new ConnectionLost(inFlight, answer.error());
    }
    session.send("rollback");
    session.send(session.state().resetOutside());
  }

  /** Judges a failed message of one step, and puts the session in order. */
  Verdict judge(Step step, UUID attempt, StepText sent, RawMessage.Answer answer) {
    restore(List.of(new InFlight(step, attempt)), answer);
    String prefix = sent.prefix();
    return Verdict.of(step, sent, answer, prefix.codePointCount(0, prefix.length()));
  }

  /** The migration went well at last. */
  void forget() {
    earlier.clear();
  }

  /** Keeps an attempt that is followed by another. */
  void remember(Verdict verdict) {
    if (verdict.text().error() instanceof SQLException e) {
      earlier.add(e);
    }
  }

  /**
   * Ends the run: logs the failure in a transaction of its own, and makes the exception.
   *
   * @param plan what was being done
   * @param index the step that failed
   * @param verdict what it was
   * @param attempts how often it was tried
   * @param blockers who was last seen in the way; empty for nobody
   */
  PostcarException fail(Plan plan, int index, Verdict verdict, int attempts, String blockers) {
    FailureText failure = verdict.text();
    if (interruption.isRequested()) {
      return interrupted(plan, index);
    }
    if (verdict.bookkeeping() && !verdict.mayPass()) {
      return BookkeepingFailure.of((SQLException) failure.error(), session.options());
    }
    boolean inTheWay = verdict.mayPass();
    String tried = attempts > 1 ? "\n  tried " + attempts + " times" : "";
    String blocked = blockers.isEmpty() ? "" : "\n  blocked by " + blockers;
    String name = failure.step().id().name();
    Step step = plan.steps().get(index);
    String with =
        failure.step().isMigration() || !step.isMigration()
            ? ""
            : "\n  in the transaction of " + step.id();
    return failed(plan, failure, with + tried + blocked, stateAndNext(plan, index, name, inTheWay));
  }

  /**
   * Ends the run at a statement that ran outside a transaction: the migration is interrupted.
   *
   * @param plan what was being done
   * @param index the step that failed
   * @param failed which statement, and what is done of the migration
   */
  PostcarException failOutside(Plan plan, int index, Journal.StatementFailed failed) {
    String next = failed.stateAndNext();
    if (interruption.isRequested()) {
      log.write(plan, failed.failure(), "interrupted", "interrupted by the operator");
      return new PostcarException.Interrupted(
          "Interrupted at " + plan.steps().get(index).id() + ".\n" + next,
          interruption.signal(),
          failed.getCause(),
          result(plan));
    }
    return failed(plan, failed.failure(), failed.circumstances(), next);
  }

  private PostcarException failed(
      Plan plan, FailureText failure, String circumstances, String stateAndNext) {
    String message =
        failure.text(plan.direction() == Direction.ROLLBACK ? ": rollback" : "")
            + circumstances
            + "\n"
            + stateAndNext;
    earlier.forEach(failure.error()::addSuppressed);
    log.write(plan, failure, "failed", message);
    return new PostcarException.MigrationFailed(
        failure.step().id(), message, failure.error(), result(plan));
  }

  private String stateAndNext(Plan plan, int index, String name, boolean inTheWay) {
    int before = done.size();
    long after = plan.steps().stream().skip(index + 1).filter(Step::isMigration).count();
    boolean back = plan.direction() == Direction.ROLLBACK;
    String did = back ? "rolled back" : plan.steps().get(index).runs() ? "applied" : "recorded";
    String command = "postcar " + tally.operation();
    StringBuilder state = new StringBuilder("State: nothing of it is in the database");
    if (back && plan.steps().get(index).isMigration()) {
      state = new StringBuilder("State: it is still applied, as before");
    }
    if (plan.mode() != Target.Mode.EACH) {
      state.append("; all was one transaction, which was rolled back.");
    } else {
      if (before > 0) {
        state.append("; ").append(before).append(" before it ").append(did).append(", and stay so");
      }
      if (after > 0) {
        state.append("; ").append(after).append(" after it did not run");
      }
      state.append('.');
    }
    return state
        + "\nNext: "
        + (inTheWay ? "wait for what stands in the way, or end it" : "mend " + name)
        + ", then run "
        + (!back
            ? "\"" + command + "\""
            // The bare command would undo whatever is the last one then.
            : plan.mode() != Target.Mode.EACH
                ? "the same command"
                : "\"" + command + " " + plan.steps().get(index).id().name() + "\"")
        + " again.";
  }

  /** Ends the run at a hook that failed: logs it, and makes the exception. */
  PostcarException hook(Plan plan, HookFailure failure) {
    boolean back = plan.direction() == Direction.ROLLBACK;
    String command = back ? "postcar rollback" : "postcar migrate";
    int left = plan.steps().size() - Math.max(0, done.size() - doneBefore);
    String counted =
        (back ? "rolled back in all: " : "applied in all: ")
            + done.size()
            + (left == 0 ? "." : "; left to do: " + left + ".");
    boolean before = failure.hook().equals("before");
    boolean after = failure.hook().equals("after");
    String message =
        failure.text()
            + "\nState: "
            + failure.state()
            + (before ? "" : counted)
            + "\nNext: "
            + (after
                ? "mend the hook, and do by hand what it was to do: it does not run again for these."
                : "mend the hook, then run \"" + command + "\" again.");
    log.write(plan, failure);
    return new PostcarException.HookFailed(failure.hook(), message, failure.thrown(), result(plan));
  }

  /** Fails before the first step of a run in one transaction. */
  PostcarException setup(SQLException error) {
    session.send("rollback");
    return BookkeepingFailure.of(error, session.options());
  }

  /** Ends the run between two steps where the operator wants it to end. */
  void refuseIfInterrupted(Plan plan, int index) {
    if (interruption.isRequested()) {
      throw interrupted(plan, index);
    }
  }

  private PostcarException interrupted(Plan plan, int index) {
    session.send("rollback");
    Step step = plan.steps().get(index);
    if (plan.mode() != Target.Mode.EACH) {
      done.clear();
    }
    String message =
        "Interrupted at "
            + step.id()
            + ": nothing of it is in the database. Done before it, and kept: "
            + done.size()
            + "; left to do: "
            + plan.steps().stream().skip(index).filter(Step::isMigration).count()
            + ".\nNext: run the same command again.";
    FailureText failure =
        new FailureText(
            step, "", new SQLException("interrupted by the operator", "57014"), 0, "", -1);
    log.write(plan, failure, "interrupted", message);
    return new PostcarException.Interrupted(message, interruption.signal(), null, result(plan));
  }

  private Object result(Plan plan) {
    int ofThisPlan = Math.max(0, done.size() - doneBefore);
    return tally.result(plan.pendingAfter(ofThisPlan));
  }
}
