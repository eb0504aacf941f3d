package dev.postcar.internal.operation;

import dev.postcar.MigrationId;
import dev.postcar.internal.plan.Audit;
import dev.postcar.internal.plan.MarkPlanner;
import dev.postcar.internal.plan.Plan;
import dev.postcar.internal.plan.RecordPlanner;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.plan.UnseenStatement;
import dev.postcar.internal.run.OpenDatabase;
import dev.postcar.internal.run.RunOutcome;
import dev.postcar.result.RecordResult;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code accept}, {@code mark}, {@code skip}, {@code resume}: what changes the history of
 * migrations that are named. All but a resume run no migration.
 */
public final class RecordOperation {

  private final OperationContext context;

  public RecordOperation(OperationContext context) {
    this.context = context;
  }

  /** Records the changed SQL of an applied migration as right. */
  public RecordResult accept(String id) {
    return record("accept", audit -> RecordPlanner.accept(audit, Planning.resolve(audit, id)));
  }

  /** Records migrations as applied without running them. */
  public RecordResult mark(String... ids) {
    return record(
        "mark",
        audit ->
            MarkPlanner.mark(
                audit,
                Stream.of(ids).map(id -> Planning.resolve(audit, id)).collect(Collectors.toSet())));
  }

  /** The same for what another tool has applied. */
  RecordResult markEarlier(Map<MigrationId, Step.Earlier> earlier) {
    return record(
        "import",
        audit -> {
          Plan plan = MarkPlanner.mark(audit, earlier.keySet());
          List<Step> steps =
              plan.steps().stream().map(step -> step.with(earlier.get(step.id()))).toList();
          return new Plan(plan.direction(), plan.mode(), steps, plan.pendingBefore());
        });
  }

  /** The same for all that are pending, up to one or to the last. */
  public RecordResult markPending(String upTo) {
    return recordUnhindered(
        "mark",
        audit ->
            MarkPlanner.markPending(audit, upTo == null ? null : Planning.resolve(audit, upTo)));
  }

  /** Passes over the next pending migration. */
  public RecordResult skip() {
    return recordUnhindered("skip", MarkPlanner::skipNext);
  }

  /** Passes over a pending migration. */
  public RecordResult skip(String id) {
    return record("skip", audit -> MarkPlanner.skip(audit, Planning.resolve(audit, id)));
  }

  /**
   * Continues an interrupted migration.
   *
   * @param unseen what became of a statement whose end nobody saw; null if nothing is said of one
   */
  public RecordResult resume(String id, UnseenStatement unseen) {
    return record(
        "resume", audit -> RecordPlanner.resume(audit, Planning.resolve(audit, id), unseen));
  }

  private RecordResult record(String name, Function<Audit, Plan> planner) {
    return perform(name, database -> (audit, warn) -> planner.apply(audit));
  }

  private RecordResult recordUnhindered(String name, Function<Audit, Plan> planner) {
    return perform(name, database -> Planning.unhindered(database, planner));
  }

  private RecordResult perform(String name, Function<OpenDatabase, Planning.Intent> intent) {
    try (Planning planning = context.loadAndConnect();
        OpenDatabase database = context.open()) {
      return PlannedOperation.perform(
          name,
          database,
          PlannedOperation.First.LOOK,
          recorded -> planning.plan(recorded, intent.apply(database)),
          RecordOperation::result);
    }
  }

  private static RecordResult result(RunOutcome outcome) {
    return new RecordResult(
        outcome.database(), outcome.done(), outcome.pending(), outcome.durationMs());
  }
}
