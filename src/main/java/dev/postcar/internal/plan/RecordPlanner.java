package dev.postcar.internal.plan;

import dev.postcar.Direction;
import dev.postcar.MigrationId;
import dev.postcar.MigrationState;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.internal.history.RowState;
import java.util.List;

/** Works out what is recorded without running anything. */
public final class RecordPlanner {

  private RecordPlanner() {}

  /**
   * Plans to accept a changed migration as it is now.
   *
   * @param audit the comparison
   * @param id which
   * @return one step, or none where it is applied and not changed
   * @throws PostcarException.Refusal if it is not applied, or its class is gone
   */
  public static Plan accept(Audit audit, MigrationId id) {
    AuditEntry entry = audit.entry(id);
    if (entry.state() == MigrationState.APPLIED) {
      return new Plan(Direction.FORWARD, Target.Mode.EACH, List.of(), audit.pending());
    }
    if (entry.state() != MigrationState.CHANGED) {
      throw new PostcarException.Refusal(
          "Refused: "
              + id
              + " is "
              + entry.state().text()
              + ", not changed: there is nothing to accept. Nothing was changed.");
    }
    return one(audit, entry, Step.Action.ACCEPT, Direction.FORWARD);
  }

  /**
   * Plans to continue an interrupted migration, or an interrupted rollback.
   *
   * @param audit the comparison
   * @param id which
   * @param unseen what the operator says of a statement whose end nobody saw; null for nothing
   * @return one step
   * @throws PostcarException.Refusal if it is not interrupted, or there is nothing that could
   *     continue it: its class is gone, is transactional by now, or is code without a resume
   */
  public static Plan resume(Audit audit, MigrationId id, UnseenStatement unseen) {
    AuditEntry entry = audit.entry(id);
    if (entry.state() != MigrationState.INTERRUPTED) {
      throw new PostcarException.Refusal(
          "Refused: "
              + id
              + " is "
              + entry.state().text()
              + ", not interrupted: there is nothing to resume."
              + "\nState: nothing was changed.\nNext: run \"postcar migrate\" for what is pending.");
    }
    boolean back = entry.row().state() == RowState.REVERTING;
    boolean code = entry.available() == null ? entry.row().code() : entry.available().code();
    String why =
        entry.available() == null && (code || !back)
            ? "its class or file is gone"
            : code && !entry.available().overrides("resume") && !entry.row().batchesOnly()
                ? entry.row().outside()
                    ? "it is code without resume(Context), and it used more than inBatches"
                    : "it is code without resume(Context), and inBatches did not run"
                : code && unseen != null
                    ? "it is code and has no statements"
                    : !back && entry.available().transactional()
                        ? "it is no longer @NonTransactional, so there is no statement to continue"
                            + " with"
                        : null;
    if (why != null) {
      throw new PostcarException.Refusal(
          "Refused: "
              + id
              + " cannot be resumed: "
              + why
              + ". Nothing was changed.\n"
              + RecoveryCommands.of(entry).next(""));
    }
    Step step =
        back
            ? RollbackPlanner.step(entry, Step.Action.RESUME)
            : new Step(
                id, Step.Action.RESUME, Direction.FORWARD, entry.available(), entry.row(), false);
    return new Plan(
        step.direction(), Target.Mode.EACH, List.of(step.with(unseen)), audit.pending());
  }

  private static Plan one(Audit audit, AuditEntry entry, Step.Action action, Direction direction) {
    return new Plan(
        direction,
        Target.Mode.EACH,
        List.of(new Step(entry.id(), action, direction, entry.available(), entry.row(), false)),
        audit.pending());
  }
}
