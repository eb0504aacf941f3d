package dev.postcar.internal.plan;

import dev.postcar.MigrationId;
import dev.postcar.MigrationState;
import dev.postcar.internal.history.AppliedMigration;
import dev.postcar.internal.history.RowState;
import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.result.StatusResult;

/**
 * One migration, seen from both sides.
 *
 * @param id which
 * @param state what it is
 * @param available its class; null where that is gone
 * @param row its newest history row; null where there is none
 */
public record AuditEntry(
    MigrationId id, MigrationState state, AvailableMigration available, AppliedMigration row) {

  /**
   * Returns whether its effects stand in the database.
   *
   * @return false for pending, skipped and reverted ones
   */
  public boolean stands() {
    return row != null && row.stands();
  }

  /** The same as a user of the library sees it. */
  public StatusResult.MigrationInfo info() {
    boolean recorded = row != null && row.state() != RowState.REVERTED;
    return new StatusResult.MigrationInfo(
        id.toString(),
        id.packageName(),
        id.name(),
        id.sequenceNumber(),
        state,
        available != null ? available.checksum() : row.checksum(),
        recorded ? row.appliedAt() : null,
        recorded && row.state() != RowState.STARTED && row.state() != RowState.REVERTING
            ? row.durationMs()
            : null,
        recorded && row.state() == RowState.MARKED,
        row != null && row.state() == RowState.REVERTED ? row.revertedAt() : null);
  }
}
