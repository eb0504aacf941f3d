package dev.postcar.internal.history;

import static java.util.Objects.requireNonNull;

import dev.postcar.MigrationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Makes the rows that {@link History} reads records. */
final class AppliedRow {

  private AppliedRow() {}

  static AppliedMigration migration(ResultSet row) throws SQLException {
    try {
      return new AppliedMigration(
          row.getLong(1),
          DamagedRow.id(
              requireNonNull(row.getString(2), "no package"),
              requireNonNull(row.getString(3), "no name")),
          RowState.of(row.getString(4)),
          row.getString(5),
          row.getBoolean(6),
          row.getBoolean(7),
          row.getBoolean(12),
          row.getBoolean(13),
          row.getBoolean(14),
          EventLog.instant(row.getString(8)),
          EventLog.instant(row.getString(9)),
          row.getLong(10),
          UUID.fromString(row.getString(11)));
    } catch (RuntimeException e) {
      throw DamagedRow.of("migration", row.getString(1), e);
    }
  }

  static AppliedView view(ResultSet row) throws SQLException {
    try {
      List<MigrationId> uses = new ArrayList<>();
      for (String used : (String[]) row.getArray(5).getArray()) {
        MigrationId id = MigrationId.of(used);
        uses.add(DamagedRow.id(id.packageName(), id.name()));
      }
      return new AppliedView(
          DamagedRow.id(row.getString(1), row.getString(2)),
          row.getString(3),
          row.getString(4),
          List.copyOf(uses));
    } catch (RuntimeException e) {
      throw DamagedRow.of("view", row.getString(2), e);
    }
  }
}
