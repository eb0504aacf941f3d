package dev.postcar.internal.plan;

import dev.postcar.Direction;
import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.internal.history.AppliedMigration;
import dev.postcar.internal.history.RowState;
import dev.postcar.internal.source.AvailableMigration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Works out the steps that lead back: in the reverse order of application. */
public final class RollbackPlanner {

  private RollbackPlanner() {}

  /**
   * Plans a rollback.
   *
   * @param audit the comparison; changed and missing migrations are rolled back by their stored SQL
   * @param target how far; its id is already the full one
   * @return the plan, possibly without steps
   * @throws PostcarException.Refusal if a chosen migration is not applied, cannot be undone, or is
   *     required by one that stays
   */
  public static Plan plan(Audit audit, Target target) {
    List<AuditEntry> newestFirst =
        audit.entries().stream()
            .filter(AuditEntry::stands)
            .sorted(
                Comparator.comparingLong((AuditEntry entry) -> position(audit, entry)).reversed())
            .toList();
    List<AuditEntry> chosen = chosen(audit, newestFirst, target);
    refuseRequired(audit, newestFirst, chosen);
    List<Step> steps = chosen.stream().map(RollbackPlanner::step).toList();
    Planner.refuseNonTransactional(steps, target.mode());
    return new Plan(
        Direction.ROLLBACK, target.mode(), ViewPlanner.back(audit, steps), audit.pending());
  }

  private static List<AuditEntry> chosen(Audit audit, List<AuditEntry> newestFirst, Target target) {
    return switch (target.kind()) {
      case ALL -> newestFirst;
      case USUAL -> first(newestFirst, 1);
      case STEPS -> first(newestFirst, target.steps());
      case ONLY -> List.of(standing(audit, target.id()));
      case TO -> {
        AuditEntry kept = standing(audit, target.id());
        yield newestFirst.stream().takeWhile(entry -> !entry.id().equals(kept.id())).toList();
      }
    };
  }

  /** A squash that was recorded stands where the last of what it replaced was applied. */
  private static long position(Audit audit, AuditEntry entry) {
    return audit.squashes().position(entry.row(), entry.available());
  }

  private static List<AuditEntry> first(List<AuditEntry> entries, int count) {
    return entries.subList(0, Math.min(count, entries.size()));
  }

  private static AuditEntry standing(Audit audit, String id) {
    AuditEntry entry = audit.entry(MigrationId.of(id));
    if (entry == null || !entry.stands()) {
      throw new PostcarException.Refusal(
          "Refused: "
              + id
              + " is not applied.\nState: nothing was changed.\nNext: run \"postcar status\" to see what is applied.");
    }
    return entry;
  }

  private static void refuseRequired(
      Audit audit, List<AuditEntry> standing, List<AuditEntry> chosen) {
    Set<MigrationId> going = new HashSet<>();
    chosen.forEach(entry -> going.add(entry.id()));
    List<String> lines = new ArrayList<>();
    for (AuditEntry stays : standing) {
      if (going.contains(stays.id()) || stays.available() == null) {
        continue;
      }
      for (MigrationId required : stays.available().requires()) {
        if (going.contains(required) || going.contains(audit.squashOf(required))) {
          lines.add("  " + stays.id() + " is applied and requires " + required);
        }
      }
    }
    if (!lines.isEmpty()) {
      throw new PostcarException.Refusal(
          "Refused: other migrations require what would be rolled back. Nothing was changed.\n"
              + String.join("\n", lines)
              + "\nNext: roll those migrations back first.");
    }
  }

  private static Step step(AuditEntry entry) {
    // Of an interrupted one nothing may be done: the journal shows whether it was started.
    boolean untouched = entry.row().state() == RowState.STARTED && !entry.row().hasProgress();
    if (!isReversible(entry.available(), entry.row()) && (!untouched || entry.row().code())) {
      throw new PostcarException.Refusal(
          "Refused: "
              + entry.id()
              + (usesStoredSql(entry.available(), entry.row()) && entry.row().code()
                  ? " was applied by code, and its class is gone."
                  : " has no rollback.")
              + "\nState: nothing was changed.\nNext: "
              + (usesStoredSql(entry.available(), entry.row()) && entry.row().code()
                  ? "restore the class."
                  : "write a new migration that undoes it."));
    }
    return step(entry, Step.Action.RUN);
  }

  static Step step(AuditEntry entry, Step.Action action) {
    return new Step(
        entry.id(),
        action,
        Direction.ROLLBACK,
        entry.available(),
        entry.row(),
        usesStoredSql(entry.available(), entry.row()));
  }

  static boolean isReversible(AvailableMigration available, AppliedMigration row) {
    return usesStoredSql(available, row) ? row.hasRollback() : available.reversible();
  }

  /**
   * The class's rollback counts while its forward SQL is what was applied (a faulty rollback can be
   * fixed there); where the class is gone or changed, the SQL that was stored with it.
   */
  private static boolean usesStoredSql(AvailableMigration available, AppliedMigration row) {
    if (available == null) {
      return true;
    }
    if (available.code() || row.code()) {
      return !available.code();
    }
    boolean asApplied = available.checksum() != null && available.checksum().equals(row.checksum());
    return !asApplied && row.state() != RowState.MARKED;
  }
}
