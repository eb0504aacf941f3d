package dev.postcar.internal.run;

import dev.postcar.Direction;
import dev.postcar.MigrationId;
import dev.postcar.internal.history.AppliedMigration;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.plan.Plan;
import dev.postcar.internal.plan.Step;
import dev.postcar.result.MigrationResult;
import dev.postcar.result.Result;
import dev.postcar.result.ViewChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What an operation has done so far: for its outcome, and the result that a failure carries. */
public final class RunProgress {

  private final String operation;
  private final String database;
  private final long startedAt;
  private final Function<RunOutcome, Result> result;
  private final List<MigrationResult> done = new ArrayList<>();
  private final List<ViewChange> views = new ArrayList<>();
  private final Set<MigrationId> known = new HashSet<>();
  private Plan plan;
  private MigrationId kept;
  private boolean sent;
  private boolean upgraded;

  /**
   * Nothing so far.
   *
   * @param startedAt when, by {@link System#nanoTime}
   */
  RunProgress(
      String operation, String database, long startedAt, Function<RunOutcome, Result> result) {
    this.operation = operation;
    this.database = database;
    this.startedAt = startedAt;
    this.result = result;
  }

  String operation() {
    return operation;
  }

  String database() {
    return database;
  }

  /** What is committed, in order; whatever is finished is added at once. */
  List<MigrationResult> done() {
    return done;
  }

  /** What was done to managed views, in order. */
  List<ViewChange> views() {
    return views;
  }

  /** What the operation set out to do, and the history that this was planned from. */
  void planned(Plan first, Recorded recorded) {
    plan = first;
    recorded.rows().forEach(row -> known.add(row.id()));
    Set<MigrationId> going = new HashSet<>();
    first.steps().stream().filter(Step::isMigration).map(Step::id).forEach(going::add);
    known.addAll(going);
    List<AppliedMigration> rows = recorded.rows();
    for (int i = rows.size() - 1; i >= 0 && kept == null; i--) {
      if (rows.get(i).stands() && !going.contains(rows.get(i).id())) {
        kept = rows.get(i).id();
      }
    }
  }

  /** The first plan; null before there is one. */
  Plan plan() {
    return plan;
  }

  /** The newest applied migration that is not in the plan; null where there is none. */
  MigrationId kept() {
    return kept;
  }

  /** All migrations that the history or the plan names. */
  Set<MigrationId> known() {
    return known;
  }

  /** A message of the plan's is about to be sent. */
  void sending() {
    sent = true;
  }

  /** The bookkeeping was created or upgraded. */
  void upgraded() {
    upgraded = true;
  }

  boolean isUpgraded() {
    return upgraded;
  }

  /** Whether the database may be another than before: else "Nothing was changed" is true. */
  boolean mayHaveChanged() {
    return sent || upgraded || !done.isEmpty();
  }

  /** Takes what the database shows for what is done. */
  void correct(Recorded shown) {
    Map<MigrationId, AppliedMigration> rows = shown.byId();
    for (Step step : plan.steps()) {
      if (!step.isMigration()) {
        continue;
      }
      AppliedMigration row = rows.get(step.id());
      String id = step.id().toString();
      boolean counted = done.stream().anyMatch(one -> one.id().equals(id));
      boolean isDone = StateAndNext.of(row, step) == StateAndNext.Shown.DONE;
      if (counted && !isDone) {
        done.removeIf(one -> one.id().equals(id));
      } else if (isDone && !counted && changed(step, row)) {
        done.add(
            new MigrationResult(id, step.direction() == Direction.ROLLBACK ? 0 : row.durationMs()));
      }
    }
  }

  /** Whether the row is another one than the plan was made from, or was written since. */
  private static boolean changed(Step step, AppliedMigration row) {
    return step.row() == null || !row.attempt().equals(step.row().attempt());
  }

  public RunOutcome outcome(int pending) {
    return new RunOutcome(
        database,
        List.copyOf(done),
        List.copyOf(views),
        pending,
        (System.nanoTime() - startedAt) / 1_000_000);
  }

  Result result(int pending) {
    return result.apply(outcome(pending));
  }

  /** The result where the operation ended early; null where nothing can have been done. */
  Result resultSoFar() {
    if (plan == null) {
      return null;
    }
    int migrations = (int) plan.steps().stream().filter(Step::isMigration).count();
    return result(plan.pendingAfter(Math.min(done.size(), migrations)));
  }
}
