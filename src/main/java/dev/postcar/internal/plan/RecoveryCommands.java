package dev.postcar.internal.plan;

import dev.postcar.internal.history.AppliedMigration;
import dev.postcar.internal.history.RowState;
import dev.postcar.internal.source.AvailableMigration;
import java.util.ArrayList;
import java.util.List;

/**
 * The commands that lead out of an interrupted migration: only those that will not be refused.
 *
 * @param name the migration's
 * @param available its class; null where that is gone
 * @param row its history row; null where it was written just now
 * @param back whether its rollback is interrupted
 * @param untouched whether nothing of it took effect
 * @param resumable whether what is left can run
 * @param batches whether it is code that has done nothing but batches, which continue where rows
 *     are left
 */
public record RecoveryCommands(
    String name,
    AvailableMigration available,
    AppliedMigration row,
    boolean back,
    boolean untouched,
    boolean resumable,
    boolean batches) {

  static RecoveryCommands of(AuditEntry entry) {
    AppliedMigration row = entry.row();
    return new RecoveryCommands(
        entry.id().name(),
        entry.available(),
        row,
        row.state() == RowState.REVERTING,
        !row.hasProgress() && !row.code(),
        true,
        row.batchesOnly());
  }

  /** The same of code whose run is over by now. */
  public RecoveryCommands afterBatches(boolean only) {
    return new RecoveryCommands(name, available, row, back, untouched, resumable, only);
  }

  /** The same as a line of its own. */
  public String next(String first) {
    return "Next: " + action(first);
  }

  /**
   * Names them.
   *
   * @param first what is to be done before, such as {@code fix the cause}; empty for nothing
   * @return what follows {@code Next:}
   */
  public String action(String first) {
    boolean code = available == null ? row.code() : available.code();
    List<String> ways = new ArrayList<>();
    if (resumable && canResume(code)) {
      way(ways, "resume", back ? "to continue the rollback" : "to continue");
    }
    if (back ? (code && available != null) : canRollBack(code)) {
      way(
          ways,
          "rollback",
          back
              ? "to run the rollback again"
              : untouched ? "to make it pending again" : "to undo it");
    }
    if (back || available != null) {
      way(ways, "mark", back ? "if the rollback is complete" : "if it is complete");
    }
    if (ways.isEmpty()) {
      return "restore its class or file.";
    }
    String last = ways.remove(ways.size() - 1);
    return (first.isEmpty() ? "run " : first + ", then run ")
        + (ways.isEmpty() ? "" : String.join(", ", ways) + ", or ")
        + last
        + ".";
  }

  private void way(List<String> ways, String command, String purpose) {
    ways.add("\"postcar " + command + " " + name + "\" " + purpose);
  }

  private boolean canResume(boolean code) {
    boolean outside = available != null && !available.transactional();
    return code ? (outside && (batches || available.overrides("resume"))) : (back || outside);
  }

  private boolean canRollBack(boolean code) {
    boolean wasStarted = row != null && row.state() == RowState.STARTED;
    boolean reversible =
        wasStarted ? RollbackPlanner.isReversible(available, row) : available.reversible();
    return reversible || (untouched && !code);
  }
}
