package dev.postcar.internal.plan;

import dev.postcar.Direction;
import dev.postcar.MigrationId;
import dev.postcar.internal.history.AppliedMigration;
import dev.postcar.internal.history.RowState;
import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.result.ViewChange;
import java.util.ArrayList;
import java.util.List;

/**
 * One migration's part of a plan.
 *
 * @param id which
 * @param action what is done with it
 * @param direction which way
 * @param available its class; null where that is gone and the stored SQL is used
 * @param row its newest history row; null where there is none
 * @param storedSql whether the SQL as it was applied is used rather than the class's
 * @param views what is done to managed views before and after it
 * @param unseen what the operator says of a statement whose end nobody saw; null for nothing
 * @param earlier when it was applied, where another tool did that; null for now
 */
public record Step(
    MigrationId id,
    Action action,
    Direction direction,
    AvailableMigration available,
    AppliedMigration row,
    boolean storedSql,
    ViewWork views,
    UnseenStatement unseen,
    Earlier earlier) {

  /**
   * When and by whom something was applied that is only recorded now.
   *
   * @param at as PostgreSQL reads a timestamptz; null for now
   * @param by null for the session's user
   */
  public record Earlier(String at, String by) {}

  /** What stands for the views in the place of a migration. */
  public static final MigrationId VIEWS = new MigrationId("", "views");

  /**
   * A step that touches no view.
   *
   * @param id which
   * @param action what is done with it
   * @param direction which way
   * @param available its class; null where that is gone and the stored SQL is used
   * @param row its newest history row; null where there is none
   * @param storedSql whether the SQL as it was applied is used rather than the class's
   */
  public Step(
      MigrationId id,
      Action action,
      Direction direction,
      AvailableMigration available,
      AppliedMigration row,
      boolean storedSql) {
    this(id, action, direction, available, row, storedSql, ViewWork.NONE, null, null);
  }

  /**
   * A step that changes views and runs no migration.
   *
   * @param id the migration that it comes before or behind, else {@link #VIEWS}; or a view, in
   *     whose name something is said
   * @param direction which way
   * @param views what is done
   * @return a transaction of its own
   */
  public static Step ofViews(MigrationId id, Direction direction, ViewWork views) {
    return new Step(id, Action.VIEWS, direction, null, null, false, views, null, null);
  }

  /** The same with something to do for the views. */
  Step with(ViewWork work) {
    return new Step(id, action, direction, available, row, storedSql, work, unseen, earlier);
  }

  /** The same, applied at another time. */
  public Step with(Earlier other) {
    return new Step(id, action, direction, available, row, storedSql, views, unseen, other);
  }

  /** The same with what the operator says of a statement. */
  Step with(UnseenStatement said) {
    return new Step(id, action, direction, available, row, storedSql, views, said, earlier);
  }

  /**
   * Returns whether this is about a migration.
   *
   * @return false for one that changes views alone
   */
  public boolean isMigration() {
    return action != Action.VIEWS;
  }

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
    ACCEPT,
    /** No migration: views alone are changed. */
    VIEWS
  }

  /**
   * What this does to the managed views.
   *
   * @return drops for good, then what is created, then what is created again
   */
  public List<ViewChange> viewChanges() {
    List<ViewChange> changes = new ArrayList<>();
    for (ViewChange.Outcome outcome :
        List.of(
            ViewChange.Outcome.DROPPED, ViewChange.Outcome.CREATED, ViewChange.Outcome.RECREATED)) {
      for (MigrationId view : views.in(outcome)) {
        changes.add(new ViewChange(view.toString(), outcome, isMigration() ? id.toString() : null));
      }
    }
    return changes;
  }

  /**
   * Returns whether the migration itself runs.
   *
   * @return false for what is only recorded
   */
  public boolean runs() {
    return action == Action.RUN || action == Action.RESUME;
  }

  /**
   * Returns whether the step runs Java code.
   *
   * @return true for a code migration that is run, or has a {@code skip} of its own
   */
  public boolean isCode() {
    return (runs() || callsSkip()) && available != null && available.code() && !storedSql;
  }

  /**
   * Returns whether code of the migration's own is called in place of running it.
   *
   * @return true for a code migration that overrides {@code skip}, and was not started before
   */
  public boolean callsSkip() {
    return (action == Action.MARK || action == Action.SKIP)
        && !isInterrupted()
        && available.overrides("skip");
  }

  /**
   * The ways out once it is interrupted.
   *
   * @param untouched whether nothing of it took effect
   * @param resumable whether what is left can run
   * @return in the direction of this step
   */
  public RecoveryCommands waysOut(boolean untouched, boolean resumable) {
    return new RecoveryCommands(
        id.name(),
        available,
        row,
        direction == Direction.ROLLBACK,
        untouched,
        resumable,
        row != null && row.batchesOnly());
  }

  /**
   * Returns whether the migration was started before and not finished.
   *
   * @return false for one that was never started, or came to an end
   */
  public boolean isInterrupted() {
    return row != null && (row.state() == RowState.STARTED || row.state() == RowState.REVERTING);
  }

  /**
   * Returns whether a migrate had the migration still to do.
   *
   * @return false for one that is recorded in any way
   */
  public boolean wasPending() {
    return row == null || row.state() == RowState.REVERTED;
  }

  /**
   * Returns whether the step records a squash, in place of what it replaces.
   *
   * @return false for what runs, and for any other migration
   */
  public boolean isSquash() {
    return action == Action.MARK
        && direction == Direction.FORWARD
        && !available.replaces().isEmpty();
  }

  /**
   * Returns whether the step runs in a transaction of postcar's.
   *
   * @return false for a non-transactional migration that is run
   */
  public boolean isTransactional() {
    return !runs()
        || (action == Action.RUN
            // Only what ran outside a transaction can be interrupted.
            && (!isInterrupted() || isCode())
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
