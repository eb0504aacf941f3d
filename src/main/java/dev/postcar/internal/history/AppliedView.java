package dev.postcar.internal.history;

import dev.postcar.MigrationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A managed view that is up, without the SQL that created it (it is read when needed).
 *
 * @param id its package and simple class name
 * @param checksum of the SQL that created it
 * @param downSql what drops it, as it was stored
 * @param uses the views it was said to be built on
 */
public record AppliedView(MigrationId id, String checksum, String downSql, List<MigrationId> uses) {

  /** Makes a row of the query in {@link History} a record. */
  static AppliedView of(ResultSet row) throws SQLException {
    try {
      List<MigrationId> uses = new ArrayList<>();
      for (String used : (String[]) row.getArray(5).getArray()) {
        uses.add(MigrationId.of(used));
      }
      return new AppliedView(
          new MigrationId(row.getString(1), row.getString(2)),
          row.getString(3),
          row.getString(4),
          List.copyOf(uses));
    } catch (RuntimeException e) {
      throw DamagedRow.of("view", row.getString(2), e);
    }
  }
}
