package dev.postcar.run;

import dev.postcar.Direction;
import dev.postcar.Done;
import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.history.FailureEntry;
import dev.postcar.history.HistoryText;
import dev.postcar.plan.Plan;
import dev.postcar.plan.Step;
import dev.postcar.report.Event;
import dev.postcar.sql.SqlScript;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.postgresql.util.PSQLException;

/** Finds out what a failed message means, puts the session in order, logs it and says it. */
final class Failures {

  private final Session session;
  private final HistoryText text;
  private final Interruption interruption;
  private final String operation;
  private final List<Done> done;
  private final int doneBefore;
  private final ResultSoFar resultSoFar;
  private final List<SQLException> earlier = new ArrayList<>();

  /** Makes the operation's result record of what is done so far. */
  interface ResultSoFar {
    /**
     * Makes the record.
     *
     * @param done what is done
     * @param pending what is left
     */
    Object of(List<Done> done, int pending);
  }

  Failures(
      Session session,
      HistoryText text,
      Interruption interruption,
      String operation,
      List<Done> done,
      int doneBefore,
      ResultSoFar resultSoFar) {
    this.session = session;
    this.text = text;
    this.interruption = interruption;
    this.operation = operation;
    this.done = done;
    this.doneBefore = doneBefore;
    this.resultSoFar = resultSoFar;
  }

  /**
   * What a failure was.
   *
   * @param text in the operator's words
   * @param bookkeeping whether postcar's own statements failed rather than the migration's
   * @param mayPass whether another attempt may go well
   */
  record Verdict(FailureText text, boolean bookkeeping, boolean mayPass) {

    Event retrying(int attempt, String blockers) {
      return new Event.Retrying(
          text.step().id(), attempt, text.sqlState(), text.reason(), blockers);
    }
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
    return verdict(step, sent, answer, prefix.codePointCount(0, prefix.length()));
  }

  /**
   * Judges a failed message, or the part of it that failed.
   *
   * @param step which
   * @param sent its statements
   * @param answer how many of them were finished, and the error
   * @param before how many code points of the message stand before the step's own SQL
   * @throws HistoryMoved if the fence says that another runner has written
   */
  Verdict verdict(Step step, StepText sent, RawMessage.Answer answer, int before) {
    SQLException error =
        answer.error() != null
            ? answer.error()
            : new SQLException("it left a transaction open", "25001");
    FailureText ofView =
        step.views().isEmpty()
            ? null
            : ViewFailure.locate(sent, answer.completed(), position(error), error);
    if (ofView != null) {
      return new Verdict(ofView, false, Retry.mayPass(ofView.sqlState()));
    }
    int finished = answer.completed() - sent.commandsBefore();
    boolean parsedOnly = answer.completed() == 0 && position(error) > before;
    if (finished < 0 && !parsedOnly) {
      if (isFence(error)) {
        throw new HistoryMoved();
      }
      return new Verdict(
          new FailureText(step, "", error, 0, "", -1), true, Retry.mayPass(error.getSQLState()));
    }
    FailureText failure =
        step.isCode() || !step.runs()
            ? new FailureText(step, "", unwrap(error), 0, "", -1)
            : failure(step, sent, error, Math.max(finished, 0), before);
    return new Verdict(failure, false, Retry.mayPass(failure.sqlState()));
  }

  private static FailureText failure(
      Step step, StepText sent, SQLException error, int finished, int before) {
    if (finished >= SqlScript.statements(sent.body()).size()) {
      return new FailureText(step, "", atTheEnd(error), 0, "", -1);
    }
    return Locator.locate(step, sent.body(), before, error, finished);
  }

  /** The migration's own SQL went through; what closes its transaction did not. */
  private static SQLException atTheEnd(SQLException error) {
    String state = String.valueOf(error.getSQLState());
    if (state.equals("22012") || state.equals("42P01") || state.equals("3F000")) {
      return new SQLException(
          "it ended its own transaction, or dropped, renamed or changed the bookkeeping",
          "25000",
          error);
    }
    return error;
  }

  private static boolean isFence(SQLException error) {
    return "22012".equals(error.getSQLState()) || "23505".equals(error.getSQLState());
  }

  private static int position(SQLException error) {
    return error instanceof PSQLException e && e.getServerErrorMessage() != null
        ? e.getServerErrorMessage().getPosition()
        : 0;
  }

  private static Throwable unwrap(SQLException error) {
    return error.getClass() == SQLException.class
            && error.getSQLState() == null
            && error.getCause() != null
        ? error.getCause()
        : error;
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
    Step step = plan.steps().get(index);
    String name = step.id().name();
    String waysOut =
        failed.isPendingAgain()
            ? "\"postcar migrate\" runs it again."
            : (step.isResumable() ? "\"postcar resume " + name + "\" to go on there, " : "")
                + "\"postcar rollback "
                + name
                + "\" to undo, or \"postcar mark "
                + name
                + "\" if it is complete.";
    String next = failed.state() + "\nNext: mend the cause, then " + waysOut;
    if (interruption.isRequested()) {
      log(plan, failed.failure(), "interrupted", "interrupted by the operator");
      return new PostcarException.Interrupted(
          "Interrupted at " + plan.steps().get(index).id() + ".\n" + next,
          interruption.signal(),
          failed.getCause(),
          resultSoFar(plan));
    }
    return failed(plan, failed.failure(), "", next);
  }

  private PostcarException failed(
      Plan plan, FailureText failure, String circumstances, String stateAndNext) {
    String message =
        failure.text(plan.direction() == Direction.ROLLBACK ? ": rollback" : "")
            + circumstances
            + "\n"
            + stateAndNext;
    earlier.forEach(failure.error()::addSuppressed);
    log(plan, failure, "failed", message);
    return new PostcarException.MigrationFailed(
        failure.step().id(), message, failure.error(), resultSoFar(plan));
  }

  /** Behind a pooler each statement may run in another session: refused before it begins. */
  void refusePooled(Step step) {
    if (session.facts().pooled()) {
      throw new PostcarException.Refusal(
          "Refused: "
              + step.id()
              + " is @NonTransactional, and a pooler (such as PgBouncer) stands between: its"
              + " statements could run in different sessions. Nothing of it was run. Connect to the"
              + " server itself for this migration, or say --pooled=session if the pooler keeps the"
              + " server session for the whole connection.");
    }
  }

  private String stateAndNext(Plan plan, int index, String name, boolean inTheWay) {
    int before = done.size();
    long after = plan.steps().stream().skip(index + 1).filter(Step::isMigration).count();
    boolean back = plan.direction() == Direction.ROLLBACK;
    String did = back ? "rolled back" : plan.steps().get(index).runs() ? "applied" : "recorded";
    String command = "postcar " + operation;
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
        + ", then run \""
        + command
        + "\" again.";
  }

  /** Ends the run at a hook that failed: logs it, and makes the exception. */
  PostcarException hook(Plan plan, HookFailure failure) {
    boolean back = plan.direction() == Direction.ROLLBACK;
    String command = back ? "postcar rollback" : "postcar migrate";
    int left = plan.steps().size() - Math.max(0, done.size() - doneBefore);
    String counted =
        done.size()
            + (back ? " are rolled back and " : " are applied and ")
            + "stay so"
            + (left == 0 ? "." : ", " + left + " did not run.");
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
    if (session.facts().bookkeeping()) {
      log(plan, failure.id(), failure.text(), failure.thrown());
    }
    return new PostcarException.HookFailed(
        failure.hook(), message, failure.thrown(), resultSoFar(plan));
  }

  private void log(Plan plan, MigrationId id, String text, Throwable thrown) {
    if (plan.mode() != Target.Mode.DRY_RUN) {
      StringWriter stack = new StringWriter();
      thrown.printStackTrace(new PrintWriter(stack));
      FailureEntry entry =
          new FailureEntry(id, "failed", "XX000", text, null, null, null, 0, stack.toString());
      session.send(session.inRole(this.text.failure(operation, entry)));
    }
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
            + ": it was rolled back, nothing of it is in the database. "
            + done.size()
            + " before it are done and stay; "
            + plan.steps().stream().skip(index).filter(Step::isMigration).count()
            + " did not run.\nNext: run the same command again.";
    FailureText failure =
        new FailureText(
            step, "", new SQLException("interrupted by the operator", "57014"), 0, "", -1);
    log(plan, failure, "interrupted", message);
    return new PostcarException.Interrupted(
        message, interruption.signal(), null, resultSoFar(plan));
  }

  private Object resultSoFar(Plan plan) {
    int ofThisPlan = Math.max(0, done.size() - doneBefore);
    return resultSoFar.of(List.copyOf(done), plan.pendingAfter(ofThisPlan));
  }

  private void log(Plan plan, FailureText failure, String outcome, String message) {
    if (plan.mode() == Target.Mode.DRY_RUN) {
      return;
    }
    StringWriter stack = new StringWriter();
    failure.error().printStackTrace(new PrintWriter(stack));
    FailureEntry entry =
        new FailureEntry(
            failure.step().id(),
            outcome,
            failure.sqlState(),
            message.lines().findFirst().orElse(""),
            failure.detail(),
            failure.hint(),
            failure.statementText().isEmpty() ? null : failure.statementText(),
            failure.offset() + 1,
            stack.toString());
    session.send(session.inRole(text.failure(operation, entry)));
  }
}
