package dev.postcar.internal.plan;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.internal.history.AppliedMigration;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.history.RowState;

/** What a database has of a migration that is to get another number. */
public final class RenumberGuard {

  private RenumberGuard() {}

  /**
   * Refuses where it is known by its name: the database would have it pending under the other.
   *
   * @param recorded what the database remembers
   * @param id the migration
   * @param database the database's name
   * @throws PostcarException.Refusal if it is applied, skipped or interrupted there
   */
  public static void refuse(Recorded recorded, MigrationId id, String database) {
    for (AppliedMigration row : recorded.rows()) {
      if (row.id().equals(id) && row.state() != RowState.REVERTED) {
        throw new PostcarException.Refusal(
            "Refused: "
                + id
                + " is already recorded in "
                + database
                + " and cannot be renumbered. Nothing was changed.");
      }
    }
  }
}
