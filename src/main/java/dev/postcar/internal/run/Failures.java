package dev.postcar.internal.run;

import dev.postcar.Direction;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.internal.history.AppliedMigration;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.history.RowState;
import dev.postcar.internal.plan.Plan;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.session.BookkeepingFailure;
import dev.postcar.internal.session.Interruption;
import dev.postcar.internal.session.RawMessage;
import dev.postcar.internal.session.ServerSaid;
import dev.postcar.internal.session.Session;
import dev.postcar.result.MigrationResult;
import dev.postcar.result.Result;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.stream.Collectors;

/**
 * The one place that makes the exceptions of a run: it puts the session in order, logs the failure,
 * reads what the database shows, and says that and what to run next.
 */
final class Failures {

  private static final String UNCHANGED = " Nothing was changed.";

  private final Session session;
  private final Interruption interruption;
  private final FailureLog log;
  private final RunProgress progress;
  private final List<MigrationResult> done;
  private final List<SQLException> earlier = new ArrayList<>();

  /**
   * None so far.
   *
   * @param context its session is kept: after a reconnect there are other failures
   */
  Failures(RunContext context, RunProgress progress) {
    this.session = context.session();
    this.interruption = context.interruption();
    this.log = new FailureLog(session, context.text(), progress.operation());
    this.progress = progress;
    this.done = progress.done();
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
    session.rollback();
  }

  /** Judges a failed message of one step, and puts the session in order. */
  FailureClassification judge(Step step, UUID attempt, StepText sent, RawMessage.Answer answer) {
    restore(List.of(new InFlight(step, attempt)), answer);
    String prefix = sent.prefix();
    return FailureClassification.of(step, sent, answer, prefix.codePointCount(0, prefix.length()));
  }

  /** The migration went well at last. */
  void forget() {
    earlier.clear();
  }

  /** Keeps an attempt that is followed by another. */
  void remember(FailureClassification verdict) {
    if (verdict.text().error() instanceof SQLException e) {
      earlier.add(e);
    }
  }

  /**
   * Ends the run: logs the failure in a transaction of its own, and makes the exception.
   *
   * @param attempts how often it was tried
   * @param blockers who was last seen in the way; empty for nobody
   */
  PostcarException fail(
      Plan plan, int index, FailureClassification verdict, int attempts, String blockers) {
    FailureText failure = verdict.text();
    if (interruption.isRequested()) {
      return interrupted(plan, index);
    }
    if (verdict.bookkeeping() && !verdict.mayPass()) {
      return BookkeepingFailure.of((SQLException) failure.error(), session.options());
    }
    Step step = plan.steps().get(index);
    String tried = attempts > 1 ? "\n  tried " + attempts + " times" : "";
    String blocked = blockers.isEmpty() ? "" : "\n  waited " + blockers;
    String with =
        failure.step().isMigration() || !step.isMigration()
            ? ""
            : "\n  in the transaction of " + step.id();
    correct(plan);
    StateAndNext text = text();
    String name = text.name(failure.step().id());
    String next =
        verdict.mayPass() ? "wait for what blocks " + name + ", or end it" : "fix " + name;
    return failed(
        plan,
        failure,
        with + tried + blocked,
        "%s\nNext: %s, then rerun %s."
            .formatted(text.state(step, text.undone(step)), next, text.command()));
  }

  /**
   * Ends the run at a statement that ran outside a transaction: the migration is interrupted.
   *
   * @param failed which statement, and what is done of the migration
   */
  PostcarException failOutside(Plan plan, int index, Journal.StatementFailed failed) {
    Step step = plan.steps().get(index);
    correct(plan);
    StateAndNext text = text();
    String state =
        failed.state().replaceFirst("(?m)$", Matcher.quoteReplacement(text.others(step)));
    String next =
        failed.next() == null
            ? "fix the cause, then rerun " + text.command() + "."
            : text.withTheRest(step, failed.next());
    String stateAndNext = state + "\nNext: " + next;
    if (interruption.isRequested()) {
      log.write(plan, failed.failure(), "interrupted", "interrupted by the operator");
      return new PostcarException.Interrupted(
          "Interrupted at " + step.id() + ".\n" + stateAndNext,
          interruption.signal(),
          failed.getCause(),
          progress.resultSoFar());
    }
    return failed(plan, failed.failure(), failed.circumstances(), stateAndNext);
  }

  private PostcarException failed(
      Plan plan, FailureText failure, String circumstances, String stateAndNext) {
    String message =
        failure.text(
                plan.direction() == Direction.ROLLBACK ? ": rollback" : "",
                plan.mode(),
                session.options().sources())
            + circumstances
            + "\n"
            + stateAndNext;
    earlier.forEach(failure.error()::addSuppressed);
    log.write(plan, failure, "failed", message);
    return new PostcarException.MigrationFailed(
        failure.step().id(), message, failure.cause(), progress.resultSoFar());
  }

  /** Ends the run at a hook that failed: logs it, and makes the exception. */
  PostcarException hook(Plan plan, HookFailure failure) {
    correct(plan);
    StateAndNext text = text();
    Step step =
        plan.steps().stream().filter(one -> one.id().equals(failure.id())).findFirst().orElse(null);
    boolean after = failure.hook().equals("after");
    String message =
        "%s\n%s\nNext: %s"
            .formatted(
                failure.text(),
                text.state(step, failure.state()),
                after
                    ? "fix the hook, then do its work by hand: it does not run again for these"
                        + " migrations."
                    : "fix the hook, then rerun " + text.command() + ".");
    log.write(plan, failure);
    return new PostcarException.HookFailed(
        failure.hook(), message, failure.thrown(), progress.resultSoFar());
  }

  /** Fails before the first step of a run in one transaction. */
  PostcarException setup(SQLException error) {
    session.rollback();
    return BookkeepingFailure.of(error, session.options());
  }

  /** Ends the run between two steps where the operator wants it to end. */
  void refuseIfInterrupted(Plan plan, int index) {
    if (interruption.isRequested()) {
      throw interrupted(plan, index);
    }
  }

  private PostcarException interrupted(Plan plan, int index) {
    session.rollback();
    Step step = plan.steps().get(index);
    if (plan.mode() != Target.Mode.EACH) {
      done.clear();
    }
    correct(plan);
    StateAndNext text = text();
    String message =
        "Interrupted at %s.\n%s\nNext: run %s to continue."
            .formatted(step.id(), text.state(step, text.undone(step)), text.command());
    FailureText failure =
        new FailureText(
            step, "", new SQLException("interrupted by the operator", "57014"), 0, "", -1);
    log.write(plan, failure, "interrupted", message);
    return new PostcarException.Interrupted(
        message, interruption.signal(), null, progress.resultSoFar());
  }

  /**
   * The connection was lost, and a step was not committed.
   *
   * @param row what the history has of it now; null for nothing
   * @param recorded the history as it was read on a new connection
   */
  PostcarException lost(ConnectionLost lost, Step at, AppliedMigration row, Recorded recorded) {
    progress.correct(recorded);
    StateAndNext text = text();
    String name = text.name(at.id());
    boolean interrupted = StateAndNext.of(row, at) == StateAndNext.Shown.INTERRUPTED;
    boolean compensated =
        row != null && row.state() == RowState.REVERTED && at.direction() == Direction.FORWARD;
    String state =
        interrupted
            ? (at.direction() == Direction.ROLLBACK ? "the rollback of " : "")
                + name
                + " is interrupted: started but not finished"
            : compensated
                ? name + " failed and was compensated: it is pending again"
                : text.undone(at);
    String next =
        interrupted
            ? text.withTheRest(
                at, at.waysOut(false, true).afterBatches(row.batchesOnly()).action(""))
            : "rerun " + text.command() + ".";
    return disconnected(lost, at, text.state(at, state) + "\nNext: " + next);
  }

  /** The connection was lost, and what was committed cannot be found out. */
  PostcarException unknown(ConnectionLost lost, Reconnection.Unknown unknown) {
    if (progress.plan() == null) {
      return disconnected(
          lost,
          null,
          "State: nothing was changed.\nNext: rerun the command once the server answers.");
    }
    StateAndNext text = text();
    String doubt =
        lost.inFlight().stream()
            .map(InFlight::step)
            .map(step -> step.isMigration() ? step.id().name() : "views")
            .distinct()
            .collect(Collectors.joining(", "));
    String state =
        ("State: not known, because %s%s%s.\nNext: run \"postcar status\" once the server"
                + " answers, then %s if something is left to do.")
            .formatted(
                unknown.getMessage(),
                doubt.isEmpty() ? "" : ". In doubt: " + doubt,
                done.isEmpty()
                    ? ""
                    : ". "
                        + StateAndNext.count(
                            done.size(),
                            "earlier migration is committed",
                            "earlier migrations are committed"),
                text.command());
    return disconnected(
        lost, lost.inFlight().isEmpty() ? null : lost.inFlight().get(0).step(), state);
  }

  /**
   * Ends a run on a server that lacks what was committed before: after a failover to a standby that
   * lagged behind.
   *
   * @param recorded the history as it was read on a new connection
   */
  void refuseIfGone(ConnectionLost lost, Recorded recorded) {
    List<String> before = done.stream().map(MigrationResult::id).toList();
    progress.correct(recorded);
    List<String> gone =
        before.stream().filter(id -> done.stream().noneMatch(one -> one.id().equals(id))).toList();
    if (!gone.isEmpty()) {
      throw disconnected(
          lost,
          null,
          text().state(null, null)
              + " Committed before, but missing from the history of the server that answers now: "
              + String.join(", ", gone)
              + ".\nNext: find out which server is the primary (a failover may have lost the last"
              + " commits), then run \"postcar status\".");
    }
  }

  private PostcarException disconnected(ConnectionLost lost, Step at, String stateAndNext) {
    String first =
        "The connection was lost%s (%s)."
            .formatted(
                at == null
                    ? ""
                    : at.isMigration()
                        ? " while " + at.id() + " was running"
                        : " while the views were being changed",
                ServerSaid.of((SQLException) lost.getCause()));
    return interruption.isRequested()
        ? new PostcarException.Interrupted(
            "Interrupted. " + first + "\n" + stateAndNext,
            interruption.signal(),
            lost.getCause(),
            progress.resultSoFar())
        : new PostcarException.Connection(
            first + "\n" + stateAndNext, lost.getCause(), progress.resultSoFar());
  }

  /**
   * Completes what ended the run from somewhere else: the lock, the bookkeeping, a plan that was
   * made again. What it says of the database is true only while nothing was sent.
   */
  PostcarException complete(PostcarException e) {
    boolean complete = e.resultSoFar().isPresent() || progress.plan() == null;
    boolean interrupted =
        interruption.isRequested() && !(e instanceof PostcarException.Interrupted);
    if (complete || (!progress.mayHaveChanged() && !interrupted)) {
      return e;
    }
    session.rollback();
    boolean read = correct(progress.plan());
    boolean says =
        e.commandLineMessage().contains(UNCHANGED) || e.commandLineMessage().contains("\nState: ");
    if (says && read && !interrupted && done.isEmpty() && !progress.isUpgraded()) {
      // It is true: what was sent was rolled back.
      return e;
    }
    StateAndNext text = text();
    String said =
        e.commandLineMessage().replace(UNCHANGED, "").replaceFirst("\\nState: (?s).*", "");
    String state =
        read
            ? text.state(null, null)
            : "State: not known: the history cannot be read.%s"
                .formatted(
                    done.isEmpty()
                        ? ""
                        : " "
                            + StateAndNext.count(done.size(), "migration is", "migrations are")
                            + " known to be committed.");
    String message =
        (interrupted ? "Interrupted. " : "")
            + said
            + "\n"
            + state
            + "\nNext: "
            + (interrupted || e instanceof PostcarException.Interrupted
                ? "run " + text.command() + " to continue."
                : e instanceof PostcarException.Lock
                    ? "rerun " + text.command() + " once the other one has ended."
                    : "fix the cause, then rerun " + text.command() + ".");
    Result result = progress.resultSoFar();
    if (interrupted) {
      return new PostcarException.Interrupted(message, interruption.signal(), e, result);
    } else if (e instanceof PostcarException.Interrupted own) {
      return new PostcarException.Interrupted(message, own.exitCode() - 128, e.getCause(), result);
    } else if (e instanceof PostcarException.Connection) {
      return new PostcarException.Connection(message, e.getCause(), result);
    } else if (e instanceof PostcarException.Configuration) {
      return new PostcarException.Configuration(message, e.getCause(), result);
    } else if (e instanceof PostcarException.Lock) {
      return new PostcarException.Lock(message, result);
    }
    return new PostcarException.Refusal(message, e.getCause() == null ? e : e.getCause(), result);
  }

  private StateAndNext text() {
    return new StateAndNext(progress);
  }

  /** Reads again what the database shows, and reports that; false where it cannot be read. */
  private boolean correct(Plan plan) {
    if (plan.mode() == Target.Mode.DRY_RUN) {
      return true;
    }
    try {
      progress.correct(session.readAnew());
      return true;
    } catch (PostcarException e) {
      // The first failure is the one to report.
      return false;
    }
  }
}
