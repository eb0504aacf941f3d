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

  private final String namespace;
  private final String schema;

  /** The bookkeeping in one schema. */
  public History(String namespace) {
    this.namespace = namespace;
    this.schema = Quote.identifier(namespace);
  }

  /**
   * Asks whether the bookkeeping is there: a look into the catalog, which needs no privilege on the
   * schema and no table in it.
   *
   * @return an SQL expression of type boolean
   */
  public String existsExpression() {
    return "exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n"
        + " on n.oid = c.relnamespace where c.relname = 'version' and n.nspname = "
        + Quote.literal(namespace)
        + ")";
  }

  /**
   * Asks whether the bookkeeping has a journal: from version 0.2 on.
   *
   * @return an SQL expression of type boolean
   */
  public String journalExpression() {
    return existsExpression().replace("'version'", "'statement'");
  }

  /**
   * Asks whether the bookkeeping has managed views: from version 0.3 on.
   *
   * @return an SQL expression of type boolean
   */
  public String viewExpression() {
    return existsExpression().replace("'version'", "'view'");
  }

  /**
   * Whether any statement of the migration is journalled, whether one is done, and whether what is
   * interrupted consists of batches (from version 0.4 on).
   */
  private String outside(boolean hasJournal) {
    String any = "exists (select from " + schema + ".statement s where s.migration = migration.id";
    return hasJournal
        ? any
            + "), "
            + any
            + " and s.direction = 'forward' and s.state = 'done'), state in ('started', 'reverting')"
            + " and coalesce((select bool_and(s.number > 0 and pg_catalog.to_jsonb(s) ->> 'rows' is not null)"
            + " from "
            + schema
            + ".statement s where s.migration = migration.id"
            + " and s.direction = case migration.state when 'reverting' then 'rollback' else 'forward' end), false)"
        : "false, false, false";
  }

  /**
   * Asks which version the bookkeeping has: what all versions have in common.
   *
   * @return a query with the columns major and minor
   */
  public String version() {
    return "select major, minor from " + schema + ".version";
  }

  /**
   * Reads all that is recorded, any older version of the bookkeeping included.
   *
   * @param connection on which {@link #existsExpression()} was true; in simple query mode
   * @param hasJournal whether {@link #journalExpression()} was true
   * @param hasViews whether {@link #viewExpression()} was true
   * @param prologue statements to send first in the same message, each ended by a semicolon
   * @param epilogue statements to send last in the same message
   * @param known what was read before, and is known after; null where nothing is to be kept, as in
   *     a transaction that may be rolled back
   * @throws dev.postcar.PostcarException.Refusal if a newer postcar wrote it
   * @throws SQLException 42P01 or 42703 where the bookkeeping is damaged, 42501 where it may not be
   *     read
   */
  public Recorded read(
      Connection connection,
      boolean hasJournal,
      boolean hasViews,
      String prologue,
      String epilogue,
      KnownHistory known)
      throws SQLException {
    KnownHistory kept = hasJournal && hasViews ? known : null;
    String sql =
        prologue
            + "select major, minor, generation, pg_catalog.to_jsonb(version) ->> 'time_zone', "
            + KnownHistory.SINCE
            + " from "
            + schema
            + """
            .version;
            select distinct on (package, name)
                id, package, name, state, checksum, forward_sql is null, rollback_sql is not null,
                (extract(epoch from applied_at) * 1000000)::bigint,
                (extract(epoch from reverted_at) * 1000000)::bigint, coalesce(duration_ms, 0),
                attempt,
            """
            + outside(hasJournal)
            + " from "
            + schema
            + ".migration"
            + (kept == null ? "" : kept.changed(schema))
            + "\n order by package, name, reverted_at is null desc, id desc;\n"
            + (hasViews
                ? "select package, name, checksum, down_sql, uses from "
                    + schema
                    // One that is to come back with what is kept of it is not up until then.
                    + ".view where kept is null order by 1, 2;\n"
                : "")
            + (kept == null ? "" : kept.counts(schema))
            + epilogue;
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      HistoryVersion version;
      long generation;
      String timeZone;
      String since;
      try (ResultSet row = nextRows(statement, statement.execute(sql))) {
        if (!row.next()) {
          throw new SQLException("the version row is missing", "02000");
        }
        version = new HistoryVersion(row.getInt(1), row.getInt(2));
        // Before its rows are read: they may hold what is not known here.
        HistorySchema.refuseNewer(version, namespace);
        refuseIncomplete(version, hasJournal, hasViews);
        generation = row.getLong(3);
        // Up to version 0.3 all ran in UTC.
        timeZone = row.getString(4) == null ? "UTC" : row.getString(4);
        since = row.getString(5);
      }
      List<AppliedMigration> rows = new ArrayList<>();
      try (ResultSet row = nextRows(statement)) {
        Set<MigrationId> once = new HashSet<>();
        while (row.next()) {
          AppliedMigration one = AppliedMigration.of(row);
          if (!once.add(one.id())) {
            throw new SQLException(
                "its table migration has more than one current row of " + one.id(), "02000");
          }
          rows.add(one);
        }
      }
      List<AppliedView> views = new ArrayList<>();
      if (hasViews) {
        try (ResultSet row = nextRows(statement)) {
          while (row.next()) {
            views.add(AppliedView.of(row));
          }
        }
      }
      if (kept != null) {
        try (ResultSet row = nextRows(statement)) {
          rows = kept.with(rows, since, row);
        }
      }
      if (rows != null) {
        rows.sort(Comparator.comparingLong(AppliedMigration::row));
        return new Recorded(version, generation, timeZone, rows, views);
      }
    }
    return read(connection, hasJournal, hasViews, prologue, epilogue, known);
  }

  private static ResultSet nextRows(Statement statement) throws SQLException {
    return nextRows(statement, statement.getMoreResults(Statement.KEEP_CURRENT_RESULT));
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
    return "select up_sql from %s.view where package = %s and name = %s"
        .formatted(schema, Quote.literal(id.packageName()), Quote.literal(id.name()));
  }

  /**
   * Asks who applied what.
   *
   * @return a query with a row for each migration that was ever applied: the row's id and the name
   *     of the session's user
   */
  public String appliers() {
    return "select id, applied_by from %s.migration".formatted(schema);
  }

  /**
   * Asks who created the managed views that are up.
   *
   * @return a query with a row for each: package, name, the SQL and the name of the session's user
   */
  public String raised() {
    return "select package, name, up_sql, raised_by from %s.view where kept is null order by 1, 2"
        .formatted(schema);
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
