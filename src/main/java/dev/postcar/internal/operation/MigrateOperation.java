package dev.postcar.internal.operation;

import dev.postcar.FlagFile;
import dev.postcar.Target;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.plan.Plan;
import dev.postcar.internal.restore.Restore;
import dev.postcar.internal.run.OpenDatabase;
import dev.postcar.internal.run.RunOutcome;
import dev.postcar.result.MigrateResult;
import dev.postcar.result.PlanResult;

/** {@code migrate}: applies what is pending. */
public final class MigrateOperation {

  private final OperationContext context;
  private final Config config;

  public MigrateOperation(OperationContext context) {
    this.context = context;
    this.config = context.config();
  }

  /** Applies. */
  public MigrateResult run(Target target) {
    FlagFile flag = target.mode() == Target.Mode.DRY_RUN ? null : config.flag();
    if (flag != null && flag.isPresent()) {
      return MigrateResult.NOT_ASKED;
    }
    if (flag != null) {
      flag.prepare();
    }
    context.warnOfForeignFiles();
    try (Planning planning = context.loadAndConnect();
        OpenDatabase database = context.open()) {
      if (config.restoreFirst() != null) {
        Restore.first(database, config.restoreFirst(), target.mode(), config.reporter());
      }
      Planning.Intent forward = planning.forward(database, target);
      MigrateResult result =
          PlannedOperation.perform(
              "migrate",
              database,
              PlannedOperation.First.LOOK,
              recorded -> planning.plan(recorded, forward),
              MigrateOperation::result);
      if (flag != null && result.pending() == 0) {
        flag.write(result);
      }
      return result;
    }
  }

  /** Says what a run would do. */
  public PlanResult plan(Target target) {
    context.warnOfForeignFiles();
    try (Planning planning = context.loadAndConnect();
        OpenDatabase database = context.open()) {
      Restore.warn(database, config.restoreFirst(), config.reporter());
      Plan plan = planning.plan(database.read(), planning.forward(database, target));
      return PlanReport.of(database, plan, config);
    }
  }

  /** Applies on a database on which something is pending. */
  static void run(Planning planning, OpenDatabase database, Target target) {
    Planning.Intent forward = planning.forward(database, target);
    PlannedOperation.perform(
        "migrate",
        database,
        PlannedOperation.First.LOCK,
        recorded -> planning.plan(recorded, forward),
        MigrateOperation::result);
  }

  private static MigrateResult result(RunOutcome outcome) {
    return new MigrateResult(
        outcome.database(),
        outcome.done(),
        outcome.pending(),
        outcome.durationMs(),
        outcome.views());
  }
}
