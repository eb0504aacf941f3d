package dev.postcar.internal.operation;

import dev.postcar.Direction;
import dev.postcar.PostcarException;
import dev.postcar.internal.catalog.DroppedRows;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.plan.Plan;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.run.OpenDatabase;
import dev.postcar.internal.sql.DropTarget;
import dev.postcar.internal.sql.SqlSyntaxException;
import dev.postcar.result.PlanResult;
import dev.postcar.result.PlanResult.Drop;
import dev.postcar.result.PlanResult.PlannedStep;
import java.util.ArrayList;
import java.util.List;

/** Says what a plan would do in the terms of its result. */
final class PlanReport {

  private PlanReport() {}

  static PlanResult of(OpenDatabase database, Plan plan, Config config) {
    DroppedRows rows = new DroppedRows(config.role(), config.searchPath());
    List<PlannedStep> steps =
        plan.steps().stream().filter(Step::isMigration).map(step -> of(database, step)).toList();
    List<Drop> drops = new ArrayList<>();
    for (PlannedStep step : steps) {
      if (step.direction() == Direction.ROLLBACK && step.sql() != null) {
        drops.addAll(drops(database, step, rows));
      }
    }
    return new PlanResult(
        database.database(),
        database.address(),
        steps,
        plan.pendingBefore(),
        plan.steps().stream().flatMap(step -> step.viewChanges().stream()).toList(),
        drops);
  }

  private static PlannedStep of(OpenDatabase database, Step step) {
    return new PlannedStep(
        step.id().toString(),
        step.direction(),
        step.storedSql() ? database.storedRollback(step.row()) : step.ownSql(),
        step.storedSql(),
        step.isSquash());
  }

  private static List<Drop> drops(OpenDatabase database, PlannedStep step, DroppedRows rows) {
    try {
      List<DropTarget> targets = DropTarget.in(step.sql());
      return database.look(connection -> rows.of(connection, step.id(), targets));
    } catch (SqlSyntaxException e) {
      // The server will say what is wrong with it.
      return List.of();
    } catch (PostcarException.Refusal e) {
      // Somebody keeps it locked: the plan is worth saying all the same.
      return DroppedRows.unknown(step.id(), DropTarget.in(step.sql()));
    }
  }
}
