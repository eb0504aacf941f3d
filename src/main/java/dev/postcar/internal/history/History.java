package dev.postcar.internal.history;

import dev.postcar.MigrationId;
import dev.postcar.internal.sql.Quote;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the bookkeeping. With {@link HistoryText} and its like, which write it, the only code that
 * knows its tables.
 */
public final class History {

  private final TargetRows target;
  private final String schema;

  /**
   * The history of one target.
   *
   * @param namespace the bookkeeping's schema
   * @param target empty in a bookkeeping of one target only
   */
  public History(String namespace, String target) {
    this.target = new TargetRows(namespace, target);
    this.schema = this.target.schema();
  }

  /**
   * Whether any statement of the migration is journalled, whether one is done, and whether what is
   * interrupted consists of batches (from version 0.4 on).
   */
  private String outside(boolean hasJournal) {
    String any = "exists (select from " + schema + ".statement s where s.migration = migration.id";
    return hasJournal
        ? any
            + ") as outside, "
            + any
            + " and s.direction = 'forward' and s.state = 'done') as progress, state in ('started', 'reverting')"
            + " and coalesce((select bool_and(s.number > 0 and pg_catalog.to_jsonb(s) ->> 'rows' is not null)"
            + " from "
            + schema
            + ".statement s where s.migration = migration.id"
            + " and s.direction = case migration.state when 'reverting' then 'rollback' else 'forward' end), false) as batches"
        : "false as outside, false as progress, false as batches";
  }

  /**
   * Asks which version the bookkeeping has: what all versions have in common.
   *
   * @return a query with the columns major and minor
   */
  public String version() {
    return "select major, minor from " + schema + ".version limit 1";
  }

  /** Of this target, and of one other: the first by name, so that '' is found where it is. */
  private String versions() {
    return """
    (select major, minor, generation, pg_catalog.to_jsonb(version) ->> 'time_zone' as zone, target
      from %1$s.version where target = %2$s)
    union all
    (select major, minor, generation, null, target
      from %1$s.version where target <> %2$s order by target limit 1)"""
        .formatted(schema, target.literal());
  }

  String schema() {
    return schema;
  }

  private String migrations(boolean hasJournal) {
    return migrations(hasJournal, "", "target = " + target.literal());
  }

  /** Those of several targets, whose names are in one more column. */
  String migrationsOf(String targets) {
    return migrations(true, "target", targets);
  }

  private String migrations(boolean hasJournal, String more, String whose) {
    String of = more.isEmpty() ? "" : more + ", ";
    return """
    select distinct on (%4$spackage, name)
        id, package, name, state, checksum, forward_sql is null as code, rollback_sql is not null as back,
        (extract(epoch from applied_at) * 1000000)::bigint as applied,
        (extract(epoch from reverted_at) * 1000000)::bigint as reverted, coalesce(duration_ms, 0) as took,
        attempt, %1$s%5$s
      from %2$s.migration where %3$s
     order by %4$spackage, name, reverted_at is null desc, id desc"""
        .formatted(outside(hasJournal), schema, whose, of, more.isEmpty() ? "" : ", " + more);
  }

  /** Those that are up: one that is to come back with what is kept of it is not until then. */
  private String views(String columns) {
    return TargetRows.ofAnyVersion(
            "select package, name, %s from %s.view where target = %s and kept is null"
                .formatted(columns, schema, target.literal()))
        + " order by 1, 2";
  }

  /**
   * Reads all that is recorded, any older version of the bookkeeping included.
   *
   * @param connection where there is a bookkeeping; in simple query mode
   * @param hasJournal whether it has a journal: from version 0.2 on
   * @param hasViews whether it has managed views: from version 0.3 on
   * @param prologue statements to send first in the same message, each ended by a semicolon
   * @param epilogue statements to send last in the same message
   * @throws dev.postcar.PostcarException.Refusal if a newer postcar wrote it
   * @throws SQLException 42P01 or 42703 where the bookkeeping is damaged, 42501 where it may not be
   *     read
   */
  public Recorded read(
      Connection connection, boolean hasJournal, boolean hasViews, String prologue, String epilogue)
      throws SQLException {
    String sql =
        prologue
            + TargetRows.ofAnyVersion(versions())
            + ";\n"
            + TargetRows.ofAnyVersion(migrations(hasJournal))
            + ";\n"
            + (hasViews ? views("checksum, down_sql, uses") + ";\n" : "")
            + epilogue;
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      HistoryVersion version = HistoryVersion.NONE;
      boolean known = false;
      long generation = 0;
      String timeZone = null;
      try (ResultSet row = nextRows(statement, statement.execute(sql))) {
        while (row.next()) {
          version = new HistoryVersion(row.getInt(1), row.getInt(2));
          // Before its rows are read: they may hold what is not known here.
          HistorySchema.refuseNewer(version, target.namespace());
          if (!row.getString(5).equals(target.target())) {
            target.refuseBeside(row.getString(5));
            continue;
          }
          known = true;
          generation = row.getLong(3);
          // Up to version 0.3 all ran in UTC.
          timeZone = row.getString(4) == null ? "UTC" : row.getString(4);
        }
        if (!known && version.equals(HistoryVersion.NONE)) {
          throw new SQLException("the version row is missing", "02000");
        }
        refuseIncomplete(version, hasJournal, hasViews);
      }
      List<AppliedMigration> applied = new ArrayList<>();
      try (ResultSet row =
          nextRows(statement, statement.getMoreResults(Statement.KEEP_CURRENT_RESULT))) {
        Set<MigrationId> once = new HashSet<>();
        while (row.next()) {
          AppliedMigration one = AppliedRow.migration(row);
          if (!once.add(one.id())) {
            throw new SQLException(
                "its table migration has more than one current row of " + one.id(), "02000");
          }
          applied.add(one);
        }
      }
      applied.sort(Comparator.comparingLong(AppliedMigration::row));
      List<AppliedView> views = new ArrayList<>();
      if (hasViews) {
        try (ResultSet row =
            nextRows(statement, statement.getMoreResults(Statement.KEEP_CURRENT_RESULT))) {
          while (row.next()) {
            views.add(AppliedRow.view(row));
          }
        }
      }
      return new Recorded(version, known, generation, timeZone, applied, views);
    }
  }

  private static void refuseIncomplete(HistoryVersion version, boolean journal, boolean views)
      throws SQLException {
    if (!HistorySchema.VERSIONS.contains(version)) {
      throw new SQLException("its version is " + version + ", which never existed", "02000");
    }
    if (version.compareTo(HistorySchema.WITH_JOURNAL) >= 0 && !journal) {
      throw new SQLException("its table statement is missing", "42P01");
    }
    if (version.compareTo(HistorySchema.WITH_VIEWS) >= 0 && !views) {
      throw new SQLException("its table view is missing", "42P01");
    }
  }

  /**
   * Reads the SQL that created a managed view.
   *
   * @return a query with one row and one column, or none
   */
  public String storedUp(MigrationId id) {
    return TargetRows.ofAnyVersion(
        "select up_sql from %s.view where target = %s and package = %s and name = %s"
            .formatted(
                schema,
                target.literal(),
                Quote.literal(id.packageName()),
                Quote.literal(id.name())));
  }

  /**
   * Asks who applied what.
   *
   * @return a query with a row for each migration that was ever applied: the row's id and the name
   *     of the session's user
   */
  public String appliers() {
    return TargetRows.ofAnyVersion(
        "select id, applied_by from %s.migration where target = %s"
            .formatted(schema, target.literal()));
  }

  /**
   * Asks who created the managed views that are up.
   *
   * @return a query with a row for each: package, name, the SQL and the name of the session's user
   */
  public String raised() {
    return views("up_sql, raised_by");
  }

  /**
   * Reads the SQL texts of one row as they were applied.
   *
   * @return a query with one row: forward SQL, rollback SQL; each null where there is none
   */
  public String storedSql(long row) {
    return "select forward_sql, rollback_sql from %s.migration where id = %d"
        .formatted(schema, row);
  }

  /**
   * Finds the next result with rows in the answer to a message of several statements.
   *
   * @param rows whether its present result has rows
   * @return that one, or the next that has
   * @throws SQLException 02000 where there is none
   */
  public static ResultSet nextRows(Statement statement, boolean rows) throws SQLException {
    boolean isRows = rows;
    while (!isRows) {
      if (statement.getUpdateCount() == -1) {
        throw new SQLException("a result is missing", "02000");
      }
      isRows = statement.getMoreResults(Statement.KEEP_CURRENT_RESULT);
    }
    return statement.getResultSet();
  }
}
