package dev.postcar.plan;

import dev.postcar.MigrationId;
import dev.postcar.MigrationState;
import dev.postcar.history.AppliedMigration;
import dev.postcar.source.AvailableMigration;

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
   * Tells whether its effects stand in the database.
   *
   * @return false for pending, skipped and reverted ones
   */
  public boolean stands() {
    return row != null && row.stands();
  }
}
