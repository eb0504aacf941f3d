package dev.postcar.internal.fleet;

import dev.postcar.MigrationState;
import dev.postcar.Target;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.operation.DriftOperation;
import dev.postcar.internal.operation.MigrateOperation;
import dev.postcar.internal.operation.MoveBookkeepingOperation;
import dev.postcar.internal.operation.OperationContext;
import dev.postcar.internal.operation.RollbackOperation;
import dev.postcar.internal.operation.SharedLook;
import dev.postcar.internal.operation.StatusOperation;
import dev.postcar.internal.operation.VerifyOperation;
import dev.postcar.internal.operation.WaitOperation;
import dev.postcar.options.VerifyOptions;
import dev.postcar.result.FleetResult.State;
import dev.postcar.result.MigrateResult;
import dev.postcar.result.PlanResult;
import dev.postcar.result.RollbackResult;
import dev.postcar.result.StatusResult;
import dev.postcar.result.StatusResult.MigrationInfo;
import dev.postcar.result.ViewChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What is done on each target.
 *
 * @param name as on the command line
 * @param perTarget does it on one
 * @param byHistory what comes of one by its history alone; null, also as its answer, where that
 *     does not tell
 */
public record TargetOperation(
    String name,
    Function<OperationContext, Outcome> perTarget,
    BiFunction<SharedLook, Recorded, Outcome> byHistory) {

  private TargetOperation(String name, Function<OperationContext, Outcome> perTarget) {
    this(name, perTarget, null);
  }

  private static final String MOVE = "bookkeeping";

  private static final Set<MigrationState> SETTLED =
      EnumSet.of(MigrationState.APPLIED, MigrationState.SKIPPED);

  /** Returns whether a schema that is not there is an error; false for a wait. */
  boolean needsSchema() {
    return !onlyWaits() && !isOfDatabase();
  }

  /** Returns whether it changes something. */
  boolean writes() {
    return List.of("migrate", "rollback", MOVE).contains(name);
  }

  /** Returns whether it may be ended at any moment. */
  boolean onlyWaits() {
    return name.equals("wait");
  }

  /** Returns whether it is the same for all schemas of a database. */
  boolean isOfDatabase() {
    return name.equals("verify");
  }

  /** Applies what is pending. */
  public static TargetOperation migrate(Target target) {
    return new TargetOperation(
        "migrate",
        context -> migrated(context, target),
        (look, recorded) ->
            look.isDone(recorded, target)
                ? new Outcome(State.NOTHING, 0, look.pending(recorded), List.of())
                : null);
  }

  private static Outcome migrated(OperationContext context, Target target) {
    MigrateResult result = new MigrateOperation(context).run(target);
    if (result.applied().isEmpty() && result.views().isEmpty()) {
      return new Outcome(State.NOTHING, 0, result.pending(), List.of());
    }
    return ReadAgain.seen(context, target, result.applied(), result.pending(), true);
  }

  /** Undoes what was applied. */
  public static TargetOperation rollback(Target target) {
    return new TargetOperation("rollback", context -> rolledBack(context, target));
  }

  private static Outcome rolledBack(OperationContext context, Target target) {
    RollbackResult result = new RollbackOperation(context).run(target);
    if (result.rolledBack().isEmpty() && result.views().isEmpty()) {
      return new Outcome(State.NOTHING, 0, result.pending(), List.of());
    }
    return ReadAgain.seen(context, target, result.rolledBack(), result.pending(), false);
  }

  /** Says what would be applied. */
  public static TargetOperation plan(Target target) {
    return new TargetOperation(
        "plan",
        context -> {
          PlanResult plan = new MigrateOperation(context).plan(target);
          Stream<String> steps =
              plan.plan().stream()
                  .map(step -> (step.recorded() ? "record " : "apply ") + step.id());
          return Outcome.ofLook(plan.pending(), Stream.concat(steps, views(plan.views())).toList());
        },
        (look, recorded) ->
            look.isDone(recorded, target)
                ? Outcome.ofLook(look.pending(recorded), List.of())
                : null);
  }

  private static Stream<String> views(List<ViewChange> views) {
    return views.stream().map(view -> "change view " + view.id());
  }

  /** Says what is not as it should be. */
  public static TargetOperation status() {
    return new TargetOperation(
        "status",
        context -> of(StatusOperation.run(context)),
        (look, recorded) -> of(look.status(recorded)));
  }

  private static Outcome of(StatusResult status) {
    List<String> findings = new ArrayList<>();
    for (MigrationInfo one : status.migrations()) {
      if (!SETTLED.contains(one.state())) {
        findings.add(one.stateText() + " " + one.id());
      }
    }
    status.views().stream()
        .filter(view -> view.next() != null)
        .forEach(view -> findings.add("view " + view.id() + " " + view.state()));
    return Outcome.ofLook(status.pending(), findings);
  }

  /** Verifies on a scratch database that is like the target. */
  public static TargetOperation verify(VerifyOptions options) {
    return new TargetOperation(
        "verify",
        context -> {
          VerifyOperation.run(context, options);
          return Outcome.ofLook(null, List.of());
        });
  }

  /** Compares with what the applied migrations build. */
  public static TargetOperation drift(String... ignored) {
    return new TargetOperation(
        "drift",
        context -> {
          DriftOperation.run(context, ignored);
          return Outcome.ofLook(null, List.of());
        });
  }

  /** Moves the history to where the configuration has it. */
  public static TargetOperation moveBookkeeping() {
    return new TargetOperation(
        MOVE,
        context -> {
          boolean moved = MoveBookkeepingOperation.here(context);
          return new Outcome(moved ? State.DONE : State.NOTHING, 0, null, List.of());
        });
  }

  /** Waits until nothing is pending. */
  public static TargetOperation await(Duration limit) {
    return new TargetOperation(
        "wait",
        context -> {
          WaitOperation.run(context, limit);
          return Outcome.ofLook(0, List.of());
        });
  }
}
