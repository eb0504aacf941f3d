package dev.postcar.plan;

import dev.postcar.Direction;
import dev.postcar.MigrationId;
import dev.postcar.history.AppliedMigration;
import dev.postcar.history.RowState;
import dev.postcar.source.AvailableMigration;

/**
 * One migration's part of a plan.
 *
 * @param id which
 * @param action what is done with it
 * @param direction which way
 * @param available its class; null where that is gone and the stored SQL is used
 * @param row its newest history row; null where there is none
 * @param storedSql whether the SQL as it was applied is used rather than the class's
 */
public record Step(
    MigrationId id,
    Action action,
    Direction direction,
    AvailableMigration available,
    AppliedMigration row,
    boolean storedSql) {

  /** What is done with a migration. */
  public enum Action {
    /** It runs. */
    RUN,
    /** It is gone on with after an interruption. */
    RESUME,
    /** It is recorded as applied without running. */
    MARK,
    /** It is recorded as passed over. */
    SKIP,
    /** Its changed checksum is accepted. */
    ACCEPT
  }

  /**
   * Tells whether the migration itself runs.
   *
   * @return false for what is only recorded
   */
  public boolean runs() {
    return action == Action.RUN || action == Action.RESUME;
  }

  /**
   * Tells whether the step runs Java code.
   *
   * @return true for a code migration that is run, or has a {@code skip} of its own
   */
  public boolean isCode() {
    return (runs() || callsSkip()) && available != null && available.code() && !storedSql;
  }

  /**
   * Tells whether code of the migration's own is called in place of running it.
   *
   * @return true for a code migration that overrides {@code skip}, and was not begun before
   */
  public boolean callsSkip() {
    return (action == Action.MARK || action == Action.SKIP)
        && !isInterrupted()
        && available.overrides("skip");
  }

  /**
   * Tells whether there is a way to go on with the migration once it is interrupted.
   *
   * @return false for code without a {@code resume} of its own
   */
  public boolean isResumable() {
    return !isCode() || available.overrides("resume");
  }

  /**
   * Tells whether the migration was begun before and not finished.
   *
   * @return false for one that was never begun, or came to an end
   */
  public boolean isInterrupted() {
    return row != null && (row.state() == RowState.STARTED || row.state() == RowState.REVERTING);
  }

  /**
   * Tells whether a migrate had the migration still to do.
   *
   * @return false for one that is recorded in any way
   */
  public boolean wasPending() {
    return row == null || row.state() == RowState.REVERTED;
  }

  /**
   * Tells whether the step records a squash, in place of what it replaces.
   *
   * @return false for what runs, and for any other migration
   */
  public boolean isSquash() {
    return action == Action.MARK && !available.replaces().isEmpty();
  }

  /**
   * Tells whether the step runs in a transaction of postcar's.
   *
   * @return false for a non-transactional migration that is run
   */
  public boolean isTransactional() {
    return !runs()
        || (action == Action.RUN
            && (available == null ? row == null || !row.outside() : available.transactional()));
  }

  /**
   * The class's own SQL for this step.
   *
   * @return null for code, for what is only recorded, and where the stored SQL is used
   */
  public String ownSql() {
    if (!runs() || storedSql || isCode()) {
      return null;
    }
    return direction == Direction.FORWARD ? available.forwardSql() : available.rollbackSql();
  }
}
