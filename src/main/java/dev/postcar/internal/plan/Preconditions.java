package dev.postcar.internal.plan;

import dev.postcar.MigrationState;
import dev.postcar.PostcarException;
import dev.postcar.internal.history.AppliedMigration;
import dev.postcar.internal.history.RowState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What forbids any migrate: migrations that are interrupted, missing or changed. */
public final class Preconditions {

  private static final int DIFFS_SHOWN = 5;
  private static final int LINES_SHOWN = 40;

  private Preconditions() {}

  /**
   * Refuses where something blocks the operation, naming each obstacle, with the difference between
   * the SQL as it was applied and as it is now.
   *
   * @param audit the comparison
   * @param storedForward reads the forward SQL of a row as it was applied
   * @throws PostcarException.Refusal if a migration is interrupted, missing or changed
   */
  public static void refuse(Audit audit, Function<AppliedMigration, String> storedForward) {
    List<AuditEntry> interrupted = audit.in(MigrationState.INTERRUPTED);
    List<AuditEntry> missing =
        audit.in(MigrationState.MISSING).stream()
            .filter(entry -> audit.squashOf(entry.id()) == null)
            .toList();
    List<PartSquash> partly = PartSquash.all(audit);
    List<AuditEntry> changed = audit.in(MigrationState.CHANGED);
    if (interrupted.isEmpty() && missing.isEmpty() && changed.isEmpty() && partly.isEmpty()) {
      return;
    }
    List<String> lines = new ArrayList<>();
    lines.add("Refused: the migrations do not match the database.");
    for (AuditEntry entry : interrupted) {
      boolean back = entry.row().state() == RowState.REVERTING;
      lines.add(
          "  interrupted  "
              + entry.id()
              + (back
                  ? ": its rollback was started but not finished"
                  : ": started but not finished"));
    }
    for (AuditEntry entry : missing) {
      lines.add("  missing      " + entry.id() + ": applied, but its class or file is gone");
    }
    partly.forEach(squash -> lines.addAll(squash.lines()));
    int shown = 0;
    for (AuditEntry entry : changed) {
      lines.add("  changed      " + entry.id() + ": its SQL has changed since it was applied");
      if (shown++ < DIFFS_SHOWN && !entry.available().code()) {
        lines.addAll(diff(storedForward.apply(entry.row()), entry.available().forwardSql()));
      }
    }
    lines.add("State: nothing was changed.");
    List<String> ways = waysOut(interrupted, missing, partly, changed);
    lines.add("Next: " + String.join("\nThen: ", ways));
    throw new PostcarException.Refusal(String.join("\n", lines));
  }

  private static List<String> waysOut(
      List<AuditEntry> interrupted,
      List<AuditEntry> missing,
      List<PartSquash> partly,
      List<AuditEntry> changed) {
    List<String> lines = new ArrayList<>();
    if (!interrupted.isEmpty()) {
      AuditEntry first = interrupted.get(0);
      lines.add(
          RecoveryCommands.of(first)
              .next("look at \"postcar show " + first.id().name() + "\"")
              .substring("Next: ".length()));
    }
    if (!missing.isEmpty()) {
      lines.add(
          "restore the class or file of "
              + missing.get(0).id().name()
              + ", or run \"postcar rollback "
              + missing.get(0).id().name()
              + "\" to undo it with its stored SQL.");
    }
    if (!partly.isEmpty()) {
      lines.add(partly.get(0).wayOut());
    }
    if (!changed.isEmpty()) {
      lines.add(
          "restore the old SQL of "
              + changed.get(0).id().name()
              + " and write a new migration, or run \"postcar accept "
              + changed.get(0).id().name()
              + "\" if the change does not matter.");
    }
    return lines;
  }

  private static List<String> diff(String stored, String now) {
    List<String> diff = SqlDiff.of(stored, now);
    List<String> lines = new ArrayList<>();
    for (String line : diff.subList(0, Math.min(diff.size(), LINES_SHOWN))) {
      lines.add("      " + line);
    }
    if (diff.size() > LINES_SHOWN) {
      lines.add("      … " + (diff.size() - LINES_SHOWN) + " more lines");
    }
    return lines;
  }
}
