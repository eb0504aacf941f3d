package dev.postcar.internal.plan;

import dev.postcar.Direction;
import dev.postcar.MigrationId;
import dev.postcar.MigrationState;
import dev.postcar.OutOfOrder;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Works out the steps that lead forward. {@link RollbackPlanner} leads back. */
public final class Planner {

  private Planner() {}

  /**
   * Plans a migrate.
   *
   * @param audit without obstacles ({@link Preconditions})
   * @param target how far; its id is already the full one
   * @param outOfOrder what is done with migrations that are out of order
   * @param warn called for migrations that run out of order although that is only tolerated
   * @return the plan, possibly without steps
   * @throws PostcarException.Refusal for a migration out of order, or a non-transactional one where
   *     all must be in one transaction
   */
  public static Plan forward(
      Audit audit, Target target, OutOfOrder outOfOrder, Consumer<String> warn) {
    List<AuditEntry> chosen = chosen(audit, target);
    List<AuditEntry> late =
        chosen.stream().filter(entry -> entry.state() == MigrationState.OUT_OF_ORDER).toList();
    if (!late.isEmpty() && outOfOrder != OutOfOrder.RUN) {
      String text = outOfOrderText(late);
      if (outOfOrder == OutOfOrder.REFUSE) {
        throw new PostcarException.Refusal(
            "Refused: "
                + text
                + ".\nState: nothing was changed.\nNext: run \"postcar renumber "
                + late.get(0).id().name()
                + "\", or rerun the command with --out-of-order.");
      }
      warn.accept("running anyway: " + text);
    }
    List<Step> steps = chosen.stream().map(entry -> step(audit, entry)).toList();
    refuseNonTransactional(steps, target.mode());
    return new Plan(
        Direction.FORWARD, target.mode(), ViewPlanner.forward(audit, steps), audit.pending());
  }

  /** A squash is only recorded where all that it replaces is applied. */
  static Step step(Audit audit, AuditEntry entry) {
    boolean there = audit.squashes().share(entry.available()) == Squashes.Share.ALL;
    return new Step(
        entry.id(),
        there ? Step.Action.MARK : Step.Action.RUN,
        Direction.FORWARD,
        entry.available(),
        entry.row(),
        false);
  }

  private static List<AuditEntry> chosen(Audit audit, Target target) {
    List<AuditEntry> chosen = new ArrayList<>();
    for (AuditEntry entry : audit.entries()) {
      if (target.kind() == Target.Kind.STEPS && chosen.size() == target.steps()) {
        break;
      }
      if (entry.state().isPending()) {
        chosen.add(entry);
      }
      if (target.kind() == Target.Kind.TO && entry.id().toString().equals(target.id())) {
        break;
      }
    }
    return chosen;
  }

  private static String outOfOrderText(List<AuditEntry> late) {
    return late.stream().map(entry -> entry.id().toString()).collect(Collectors.joining(", "))
        + (late.size() == 1 ? " is" : " are")
        + " out of order: a newer migration of the same package is already applied";
  }

  /** Shared by both directions: one transaction cannot hold what refuses a transaction. */
  static void refuseNonTransactional(List<Step> steps, Target.Mode mode) {
    if (mode == Target.Mode.EACH) {
      return;
    }
    List<MigrationId> refusing =
        steps.stream().filter(step -> !step.isTransactional()).map(Step::id).toList();
    if (!refusing.isEmpty()) {
      throw new PostcarException.Refusal(
          "Refused: "
              + refusing.get(0)
              + " is @NonTransactional and cannot run with "
              + (mode == Target.Mode.DRY_RUN ? "--dry-run" : "--single-transaction")
              + ". Nothing was changed. Run those before it with --to, or all without that option.");
    }
  }
}
