package dev.postcar.internal.operation;

import dev.postcar.Target;
import dev.postcar.internal.plan.Plan;
import dev.postcar.internal.run.OpenDatabase;
import dev.postcar.internal.run.RunOutcome;
import dev.postcar.result.PlanResult;
import dev.postcar.result.RollbackResult;

/** {@code rollback}: undoes applied migrations. */
public final class RollbackOperation {

  private final OperationContext context;

  public RollbackOperation(OperationContext context) {
    this.context = context;
  }

  /** Rolls back. */
  public RollbackResult run(Target target) {
    if (context.config().flag() != null && target.mode() != Target.Mode.DRY_RUN) {
      context.config().flag().remove();
    }
    try (Planning planning = context.loadAndConnect();
        OpenDatabase database = context.open()) {
      return PlannedOperation.perform(
          "rollback",
          database,
          PlannedOperation.First.LOOK,
          recorded -> planning.plan(recorded, Planning.backward(target)),
          RollbackOperation::result);
    }
  }

  /** Says what a run would do. */
  public PlanResult plan(Target target) {
    try (Planning planning = context.loadAndConnect();
        OpenDatabase database = context.open()) {
      Plan plan = planning.plan(database.read(), Planning.backward(target));
      return PlanReport.of(database, plan, context.config());
    }
  }

  /** Rolls back on a database that is open already. */
  static void run(Planning planning, OpenDatabase database, Target target) {
    PlannedOperation.perform(
        "rollback",
        database,
        PlannedOperation.First.LOCK,
        recorded -> planning.plan(recorded, Planning.backward(target)),
        RollbackOperation::result);
  }

  private static RollbackResult result(RunOutcome outcome) {
    return new RollbackResult(
        outcome.database(),
        outcome.done(),
        outcome.pending(),
        outcome.durationMs(),
        outcome.views());
  }
}
