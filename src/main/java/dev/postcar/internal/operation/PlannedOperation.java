package dev.postcar.internal.operation;

import dev.postcar.Event;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.internal.history.HistoryMoved;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.plan.Plan;
import dev.postcar.internal.run.ConnectionLost;
import dev.postcar.internal.run.OpenDatabase;
import dev.postcar.internal.run.PlannedRun;
import dev.postcar.internal.run.RunOutcome;
import dev.postcar.internal.run.RunProgress;
import dev.postcar.result.Result;
import java.util.function.Function;

/**
 * The line that every operation follows which writes the history: read, plan, lock, read and plan
 * again, run. Where nothing is to be done it ends after the first plan: no lock is taken, and
 * nothing is written.
 */
final class PlannedOperation {

  /** Whether to look first, without a lock, if there is anything to do. */
  enum First {
    LOOK,
    LOCK
  }

  private PlannedOperation() {}

  /**
   * Plans and runs.
   *
   * @param first LOCK where it is known that something is pending
   * @param planner makes the plan from what the database remembers
   * @param report makes the result of what was done; also of what a failure left
   * @throws PostcarException as the plan and the run throw it
   */
  static <R extends Result> R perform(
      String name,
      OpenDatabase database,
      First first,
      Function<Recorded, Plan> planner,
      Function<RunOutcome, R> report) {
    RunProgress progress = database.progress(name, report::apply);
    Recorded recorded = first == First.LOOK ? database.read() : null;
    // What looks interrupted may be running just now: only the lock can tell.
    if (recorded != null && !recorded.hasUnfinished()) {
      Plan plan = planner.apply(recorded);
      if (plan.isEmpty() && database.isUpToDate(recorded)) {
        return finished(name, database, plan, report.apply(progress.outcome(plan.pendingBefore())));
      }
    }
    try (PlannedRun run = database.lock(progress)) {
      Plan plan = null;
      while (!run.hasEnded()) {
        try {
          recorded = run.read();
          plan = run.isDone() ? run.viewsLeft(recorded) : planner.apply(recorded);
          run.run(plan, recorded);
        } catch (HistoryMoved | ConnectionLost | PostcarException e) {
          run.recover(e);
        }
      }
      return finished(name, database, plan, report.apply(run.outcome()));
    }
  }

  /** A program that shows events has the result among them. */
  private static <R extends Result> R finished(
      String name, OpenDatabase database, Plan plan, R result) {
    Target.Mode mode = plan == null ? Target.Mode.EACH : plan.mode();
    database.reporter().on(new Event.Finished(name, mode, result));
    return result;
  }
}
