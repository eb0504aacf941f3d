package dev.postcar.internal.plan;

import dev.postcar.Direction;
import dev.postcar.MigrationId;
import dev.postcar.MigrationState;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.internal.history.RowState;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Works out what is recorded as applied, or as passed over, without being run. */
public final class MarkPlanner {

  private MarkPlanner() {}

  /**
   * Plans to record some migrations as applied, or, where a rollback is interrupted, as reverted.
   *
   * @param audit the comparison
   * @param ids which
   * @return one step for each that is not applied yet, in running order
   * @throws PostcarException.Refusal if one is changed, or its class is gone
   */
  public static Plan mark(Audit audit, Set<MigrationId> ids) {
    for (MigrationId id : ids) {
      if (isReverting(audit.entry(id))) {
        continue;
      }
      refuseGone(audit.entry(id));
      if (audit.entry(id).state() == MigrationState.CHANGED) {
        throw refused(
            id
                + " is applied and has changed since: \"postcar accept "
                + id.name()
                + "\" records that");
      }
    }
    return plan(
        audit,
        Step.Action.MARK,
        entry -> ids.contains(entry.id()) && entry.state() != MigrationState.APPLIED);
  }

  /**
   * Plans to record everything pending as applied.
   *
   * @param audit without obstacles ({@link Preconditions})
   * @param upTo the last one; null for all
   * @return one step for each, in running order
   */
  public static Plan markPending(Audit audit, MigrationId upTo) {
    List<MigrationId> order = audit.entries().stream().map(AuditEntry::id).toList();
    int end = upTo == null ? order.size() : order.indexOf(upTo) + 1;
    Set<MigrationId> reached = Set.copyOf(order.subList(0, end));
    return plan(
        audit,
        Step.Action.MARK,
        entry -> entry.state().isPending() && reached.contains(entry.id()));
  }

  /**
   * Plans to pass over the migration that a migrate would run first.
   *
   * @param audit without obstacles ({@link Preconditions})
   * @return one step, or none where nothing is pending
   */
  public static Plan skipNext(Audit audit) {
    MigrationId next =
        audit.entries().stream()
            .filter(entry -> entry.state().isPending())
            .map(AuditEntry::id)
            .findFirst()
            .orElse(null);
    return plan(audit, Step.Action.SKIP, entry -> entry.id().equals(next));
  }

  /**
   * Plans to pass over one migration.
   *
   * @param audit the comparison
   * @param id which
   * @return one step, or none where it is skipped already
   * @throws PostcarException.Refusal if it is applied, or was started, or its class is gone
   */
  public static Plan skip(Audit audit, MigrationId id) {
    AuditEntry entry = audit.entry(id);
    if (entry.state() == MigrationState.INTERRUPTED) {
      throw new PostcarException.Refusal(
          "Refused: "
              + (isReverting(entry) ? "the rollback of " : "")
              + id
              + " is interrupted, and only a pending migration can be skipped. Nothing was"
              + " changed.\n"
              + RecoveryCommands.of(entry).next(""));
    }
    refuseGone(entry);
    if (!entry.state().isPending() && entry.state() != MigrationState.SKIPPED) {
      throw refused(
          id
              + " is "
              + entry.state().text()
              + ": only a pending migration can be skipped. \"postcar rollback "
              + id.name()
              + "\" undoes it");
    }
    return plan(audit, Step.Action.SKIP, one -> one.id().equals(id) && one.state().isPending());
  }

  private static boolean isReverting(AuditEntry entry) {
    return entry.row() != null && entry.row().state() == RowState.REVERTING;
  }

  private static void refuseGone(AuditEntry entry) {
    if (entry.available() == null) {
      throw refused("the class or file of " + entry.id() + " is missing: restore it");
    }
  }

  private static PostcarException refused(String why) {
    return new PostcarException.Refusal("Refused: " + why + ". Nothing was changed.");
  }

  /** All or nothing, unless code must run outside a transaction. */
  private static Plan plan(Audit audit, Step.Action action, Predicate<AuditEntry> chosen) {
    List<Step> steps =
        audit.entries().stream().filter(chosen).map(entry -> step(entry, action)).toList();
    boolean outside =
        steps.stream().anyMatch(step -> step.callsSkip() && !step.available().transactional());
    Target.Mode mode =
        steps.size() < 2 || outside ? Target.Mode.EACH : Target.Mode.SINGLE_TRANSACTION;
    boolean back =
        !steps.isEmpty() && steps.stream().allMatch(step -> step.direction() == Direction.ROLLBACK);
    return new Plan(back ? Direction.ROLLBACK : Direction.FORWARD, mode, steps, audit.pending());
  }

  private static Step step(AuditEntry entry, Step.Action action) {
    Direction direction = isReverting(entry) ? Direction.ROLLBACK : Direction.FORWARD;
    return new Step(entry.id(), action, direction, entry.available(), entry.row(), false);
  }
}
