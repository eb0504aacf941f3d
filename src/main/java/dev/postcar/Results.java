package dev.postcar;

import dev.postcar.plan.Plan;
import dev.postcar.plan.Step;
import dev.postcar.run.Operation;

/** Says what came of an operation in the terms of its result. */
final class Results {

  private Results() {}

  static MigrateResult migrated(Operation.Outcome outcome) {
    return new MigrateResult(
        outcome.database(),
        outcome.done(),
        outcome.pending(),
        outcome.durationMs(),
        outcome.views());
  }

  static RollbackResult rolledBack(Operation.Outcome outcome) {
    return new RollbackResult(
        outcome.database(),
        outcome.done(),
        outcome.pending(),
        outcome.durationMs(),
        outcome.views());
  }

  static RecordResult recorded(Operation.Outcome outcome) {
    return new RecordResult(
        outcome.database(), outcome.done(), outcome.pending(), outcome.durationMs());
  }

  static PlanResult planned(Operation operation, Plan plan) {
    return new PlanResult(
        operation.database(),
        plan.steps().stream()
            .filter(Step::isMigration)
            .map(
                step ->
                    new PlanResult.PlannedStep(
                        step.id().toString(),
                        step.direction(),
                        sql(operation, step),
                        step.storedSql(),
                        step.isSquash()))
            .toList(),
        plan.pendingBefore(),
        plan.steps().stream().flatMap(step -> step.viewChanges().stream()).toList());
  }

  private static String sql(Operation operation, Step step) {
    return step.storedSql() ? operation.storedRollback(step.row()) : step.ownSql();
  }
}
