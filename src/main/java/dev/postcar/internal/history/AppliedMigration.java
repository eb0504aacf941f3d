package dev.postcar.internal.history;

import static java.util.Objects.requireNonNull;

import dev.postcar.MigrationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;

/**
 * The newest history row of one migration, without its SQL texts (they are read when needed).
 *
 * @param row the row's id: rows are numbered in the order of application
 * @param state what the row says
 * @param checksum as it was applied; null for a code migration without a version
 * @param code whether it was a code migration, which has no SQL
 * @param hasRollback whether the row stores a rollback SQL
 * @param outside whether it ran outside a transaction, statement by statement
 * @param hasProgress whether one of its forward statements is journalled as done
 * @param batchesOnly whether it is code that was interrupted and has done nothing but batches, as
 *     far as its connection shows
 * @param appliedAt by the server's clock
 * @param revertedAt when it was rolled back; null where it was not
 * @param durationMs milliseconds by the server's clock
 * @param attempt the attempt that wrote it
 */
public record AppliedMigration(
    long row,
    MigrationId id,
    RowState state,
    String checksum,
    boolean code,
    boolean hasRollback,
    boolean outside,
    boolean hasProgress,
    boolean batchesOnly,
    Instant appliedAt,
    Instant revertedAt,
    long durationMs,
    UUID attempt) {

  /**
   * Returns whether the migration's effects stand in the database; true unless it was skipped or
   * reverted.
   */
  public boolean stands() {
    return state != RowState.SKIPPED && state != RowState.REVERTED;
  }

  /** Makes a row of the query in {@link History} a record. */
  static AppliedMigration of(ResultSet row) throws SQLException {
    try {
      return new AppliedMigration(
          row.getLong(1),
          new MigrationId(
              requireNonNull(row.getString(2), "no package"),
              requireNonNull(row.getString(3), "no name")),
          RowState.of(row.getString(4)),
          row.getString(5),
          row.getBoolean(6),
          row.getBoolean(7),
          row.getBoolean(12),
          row.getBoolean(13),
          row.getBoolean(14),
          instant(row.getLong(8)),
          row.getString(9) == null ? null : instant(row.getLong(9)),
          row.getLong(10),
          UUID.fromString(row.getString(11)));
    } catch (RuntimeException e) {
      throw DamagedRow.of("migration", row.getString(1), e);
    }
  }

  private static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
  }
}
