package dev.postcar.internal.operation;

import dev.postcar.Target;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.plan.Plan;
import dev.postcar.internal.plan.ViewStates;
import dev.postcar.internal.run.OpenDatabase;
import dev.postcar.result.StatusResult;
import java.util.List;
import java.util.Map;

/**
 * Looks at many targets that share a bookkeeping at once: those that are up to date need not be
 * looked at one by one.
 */
public final class SharedLook implements AutoCloseable {

  private final OperationContext context;
  private final Planning planning;
  private final OpenDatabase database;

  /**
   * Opens it.
   *
   * @param context of any of the targets
   */
  public SharedLook(OperationContext context) {
    this.context = context;
    this.planning = context.load();
    this.database = context.open();
  }

  /** What the bookkeeping has of some; of one that is not known there is nothing. */
  public Map<String, Recorded> read(List<String> targets) {
    return database.readShared(targets);
  }

  /** Returns whether a migrate has nothing to do; false where that is not certain. */
  public boolean isDone(Recorded recorded, Target target) {
    if (recorded.hasUnfinished()) {
      return false;
    }
    Plan plan = planning.plan(recorded, planning.forward(database, target));
    return plan.isEmpty();
  }

  /** Returns how many a migrate has to do. */
  public int pending(Recorded recorded) {
    return planning.audit(recorded).pending();
  }

  /** What {@code status} says of one. */
  public StatusResult status(Recorded recorded) {
    var audit = planning.audit(recorded);
    return StatusOperation.of(
        context.config(), database, audit.entries(), ViewStates.of(audit), List.of());
  }

  @Override
  public void close() {
    try {
      database.close();
    } finally {
      planning.close();
    }
  }
}
