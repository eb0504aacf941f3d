package dev.postcar.plan;

import dev.postcar.Direction;
import dev.postcar.MigrationId;
import dev.postcar.MigrationState;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.history.RowState;
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
   * Plans to go on with an interrupted migration.
   *
   * @param audit the comparison
   * @param id which
   * @return one step
   * @throws PostcarException.Refusal if it is not interrupted, its class is gone, or it is
   *     transactional: then there is no statement to go on with
   */
  public static Plan resume(Audit audit, MigrationId id) {
    AuditEntry entry = audit.entry(id);
    if (entry.state() != MigrationState.INTERRUPTED) {
      throw new PostcarException.Refusal(
          "Refused: "
              + id
              + " is "
              + entry.state().text()
              + ", not interrupted: there is nothing to resume. Nothing was changed.");
    }
    if (entry.available() == null || entry.available().transactional()) {
      throw new PostcarException.Refusal(
          "Refused: "
              + id
              + (entry.available() == null
                  ? "'s class is gone: bring it back, or undo it with \"postcar rollback "
                  : " is not @NonTransactional, so there is no statement to go on with: \"postcar"
                      + " mark "
                      + id.name()
                      + "\" if it is complete, or \"postcar rollback ")
              + id.name()
              + "\". Nothing was changed.");
    }
    if (entry.available().code() && !entry.available().overrides("resume")) {
      throw new PostcarException.Refusal(
          "Refused: "
              + id
              + " is code without resume(Context), which would go on with it: add that, or \"postcar"
              + " mark "
              + id.name()
              + "\" if it is complete, or \"postcar rollback "
              + id.name()
              + "\" to undo it. Nothing was changed.");
    }
    Direction direction =
        entry.row().state() == RowState.REVERTING ? Direction.ROLLBACK : Direction.FORWARD;
    return one(audit, entry, Step.Action.RESUME, direction);
  }

  private static Plan one(Audit audit, AuditEntry entry, Step.Action action, Direction direction) {
    return new Plan(
        direction,
        Target.Mode.EACH,
        List.of(new Step(entry.id(), action, direction, entry.available(), entry.row(), false)),
        audit.pending());
  }
}
