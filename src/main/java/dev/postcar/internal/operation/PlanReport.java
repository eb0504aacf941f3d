package dev.postcar.internal.operation;

import dev.postcar.internal.plan.Plan;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.run.OpenDatabase;
import dev.postcar.result.PlanResult;

/** Says what a plan would do in the terms of its result. */
final class PlanReport {

  private PlanReport() {}

  static PlanResult of(OpenDatabase database, Plan plan) {
    return new PlanResult(
        database.database(),
        plan.steps().stream()
            .filter(Step::isMigration)
            .map(
                step ->
                    new PlanResult.PlannedStep(
                        step.id().toString(),
                        step.direction(),
                        sql(database, step),
                        step.storedSql(),
                        step.isSquash()))
            .toList(),
        plan.pendingBefore(),
        plan.steps().stream().flatMap(step -> step.viewChanges().stream()).toList());
  }

  private static String sql(OpenDatabase database, Step step) {
    return step.storedSql() ? database.storedRollback(step.row()) : step.ownSql();
  }
}
