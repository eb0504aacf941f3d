package dev.postcar.internal.history;

import dev.postcar.MigrationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The rows that a session has read: the next reading is of those migrations alone of which a row is
 * new, by {@code xmin}. A row that is gone is told by the number of rows and a sum over their
 * names; where these differ, or where the journal has changed, all is read.
 */
public final class KnownHistory {

  /** The oldest transaction that a reading may not have seen: an expression. */
  static final String SINCE =
      "(pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())::text::numeric % 4294967296)::text";

  private List<AppliedMigration> rows;
  private String since;
  private long count;
  private long hash;
  private long newest;
  private long statements;

  /** A condition on the rows. */
  String changed(String schema) {
    return rows == null
        ? ""
        : " where name = any (array(select name from %s.migration where %s))"
            .formatted(schema, isNew());
  }

  private String isNew() {
    return since == null
        ? "true"
        : "pg_catalog.age(xmin) <= pg_catalog.age(pg_catalog.xid '%s')".formatted(since);
  }

  /** One more query, ended by a semicolon. */
  String counts(String schema) {
    return """
    select coalesce(pg_catalog.max(id), 0), pg_catalog.count(*), pg_catalog.count(*) filter (where id > %2$d),
        coalesce(pg_catalog.sum(pg_catalog.hashtext(name)), 0),
        coalesce(pg_catalog.sum(pg_catalog.hashtext(name)) filter (where id > %2$d), 0),
        (select pg_catalog.count(*) from %1$s.statement), (select pg_catalog.count(*) from %1$s.statement where %3$s)
      from %1$s.migration;
    """
        .formatted(schema, newest, isNew());
  }

  /**
   * Puts what was read now and before together, and keeps it.
   *
   * @param fresh those that {@link #changed} has chosen
   * @param readSince what {@link #SINCE} was
   * @param row the result of {@link #counts}
   * @return all of them in any order; null where all must be read
   */
  List<AppliedMigration> with(List<AppliedMigration> fresh, String readSince, ResultSet row)
      throws SQLException {
    row.next();
    List<AppliedMigration> all = new ArrayList<>(fresh);
    if (rows != null) {
      boolean same =
          row.getLong(2) == count + row.getLong(3)
              && row.getLong(4) == hash + row.getLong(5)
              && row.getLong(6) == statements
              && row.getLong(7) == 0;
      Set<MigrationId> again = new HashSet<>();
      fresh.forEach(one -> again.add(one.id()));
      rows.stream().filter(one -> !again.contains(one.id())).forEach(all::add);
      rows = null;
      since = null;
      if (!same) {
        newest = 0;
        return null;
      }
    }
    rows = List.copyOf(all);
    since = readSince;
    newest = row.getLong(1);
    count = row.getLong(2);
    hash = row.getLong(4);
    statements = row.getLong(6);
    return all;
  }
}
