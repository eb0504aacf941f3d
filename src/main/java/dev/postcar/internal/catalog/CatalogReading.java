package dev.postcar.internal.catalog;

import dev.postcar.internal.sql.OwnSql;
import dev.postcar.internal.sql.Quote;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * One reading of the catalogs: in a transaction of its own, or in the caller's, whose settings are
 * as before when it ends.
 */
final class CatalogReading {

  /** What decides how the server writes a definition. */
  private static final String SETTINGS =
      """
      select set_config('quote_all_identifiers', 'off', true),
             set_config('standard_conforming_strings', 'on', true),
             set_config('datestyle', 'ISO, MDY', true),
             set_config('intervalstyle', 'postgres', true),
             set_config('timezone', 'UTC', true),
             set_config('extra_float_digits', '1', true),
             set_config('bytea_output', 'hex', true),
             set_config('lc_monetary', 'C', true),
             set_config('jit', 'off', true)
      """;

  /**
   * A definition is read under the lock of a reader. Whoever waits for one makes others wait behind
   * the locks it has; less than deadlock_timeout (1s) lets no deadlock be resolved at their cost.
   */
  private static final String PATIENCE = "set local lock_timeout = '500ms'";

  private static final String SURROUNDINGS =
      """
      select current_setting('server_version_num')::int as version,
             has_table_privilege('pg_catalog.pg_subscription', 'select')
             or has_column_privilege('pg_catalog.pg_subscription', 'oid', 'select') as subscriptions,
             array(select n.oid::int8 from pg_catalog.pg_namespace n
                    where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
                      and n.nspname <> all (array[%s]::text[]) and n.nspname = coalesce(%s, n.nspname)) as schemas
      """;

  private final Connection connection;
  private final Set<String> excluded;
  private final String only;

  CatalogReading(Connection connection, Set<String> excluded) {
    this(connection, excluded, null);
  }

  /**
   * A reading.
   *
   * @param only the one schema that is read; null for all
   */
  CatalogReading(Connection connection, Set<String> excluded, String only) {
    this.connection = connection;
    this.excluded = excluded;
    this.only = only;
  }

  /** Lets a transaction write definitions as all others do. */
  static void settle(Statement statement) throws SQLException {
    statement.execute(OwnSql.LOCAL + SETTINGS);
  }

  CatalogRows read() throws SQLException {
    return connection.getAutoCommit()
        ? alone(
            "",
            statement -> {
              CatalogRows rows = queries(statement);
              statement.execute("commit");
              return rows;
            })
        : readInside();
  }

  /** A reading in a transaction of its own, which it commits. */
  @FunctionalInterface
  interface Alone {
    CatalogRows rows(Statement statement) throws SQLException;
  }

  /**
   * Begins a transaction and reads in it.
   *
   * @param first statements that are sent in the same message
   */
  CatalogRows alone(String first, Alone queries) throws SQLException {
    try (Statement statement = statement()) {
      try {
        statement.execute(
            "begin transaction isolation level repeatable read, read only;"
                + PATIENCE
                + ";"
                + OwnSql.LOCAL
                + SETTINGS
                + ";"
                + first);
        return queries.rows(statement);
      } catch (SQLException | RuntimeException e) {
        statement.execute("rollback");
        throw e;
      }
    }
  }

  /** Going back to a savepoint takes the settings back too. */
  private CatalogRows readInside() throws SQLException {
    Savepoint before = connection.setSavepoint();
    try (Statement statement = statement()) {
      settle(statement);
      CatalogRows rows = queries(statement);
      connection.rollback(before);
      connection.releaseSavepoint(before);
      return rows;
    } catch (SQLException | RuntimeException e) {
      connection.rollback(before);
      throw e;
    }
  }

  private Statement statement() throws SQLException {
    Statement statement = connection.createStatement();
    statement.setEscapeProcessing(false);
    return statement;
  }

  /** All of them, in a transaction that writes definitions as all others do. */
  CatalogRows queries(Statement statement) throws SQLException {
    List<String> names = new ArrayList<>(CatalogQueries.OBJECTS);
    CatalogQueries queries;
    int major;
    String left = excluded.stream().map(Quote::literal).collect(Collectors.joining(", "));
    try (ResultSet row =
        statement.executeQuery(SURROUNDINGS.formatted(left, Quote.literal(only)))) {
      row.next();
      Long[] schemas = (Long[]) row.getArray("schemas").getArray();
      major = row.getInt("version") / 10_000;
      queries = new CatalogQueries(Math.min(major, CatalogQueries.NEWEST), List.of(schemas));
      if (!row.getBoolean("subscriptions")) {
        names.remove("subscriptions");
      }
    }
    if (only != null) {
      names.removeAll(CatalogQueries.IN_NO_SCHEMA);
    }
    int objects = names.size();
    names.addAll(List.of("members", "comments", "labels"));
    NewerServer newer = new NewerServer(statement, queries);
    List<String> unread = major > CatalogQueries.NEWEST ? newer.unknown() : List.of();
    // All in one message.
    statement.execute(
        names.stream()
            .map(major > CatalogQueries.NEWEST ? newer::text : queries::text)
            .collect(Collectors.joining(";\n")));
    Map<String, CatalogRow> found = new HashMap<>();
    for (int i = 0; i < objects; i++) {
      objects(statement, row -> found.put(row.address(), row));
    }
    Map<String, List<String>> members = members(statement);
    Set<CatalogRows.Note> notes = new HashSet<>();
    notes(statement, notes);
    notes(statement, notes);
    return new CatalogRows(found, members, notes, unread);
  }

  /** The rows of the next result. */
  static void objects(Statement statement, Consumer<CatalogRow> found) throws SQLException {
    try (ResultSet rows = statement.getResultSet()) {
      Set<String> labels = CatalogRow.labels(rows);
      while (rows.next()) {
        found.accept(CatalogRow.read(rows, labels));
      }
    }
    statement.getMoreResults();
  }

  private static Map<String, List<String>> members(Statement statement) throws SQLException {
    Map<String, List<String>> members = new HashMap<>();
    try (ResultSet rows = statement.getResultSet()) {
      while (rows.next()) {
        List<String> usual = CatalogRow.list(rows.getArray("usual"));
        String address = CatalogRow.address(rows);
        if (usual != null || !members.containsKey(address)) {
          members.put(address, usual);
        }
      }
    }
    statement.getMoreResults();
    return members;
  }

  /** The notes of the next result. */
  static void notes(Statement statement, Set<CatalogRows.Note> notes) throws SQLException {
    try (ResultSet rows = statement.getResultSet()) {
      while (rows.next()) {
        notes.add(
            new CatalogRows.Note(
                rows.getString("kind"), CatalogRow.address(rows), rows.getString("description")));
      }
    }
    statement.getMoreResults();
  }
}
