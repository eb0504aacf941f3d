package dev.postcar.internal.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How many rows the catalogs have, and how many of them are new since the reading before.
 *
 * @param counts by what {@code counts.sql} calls them
 */
record CatalogCounts(Map<String, Count> counts) {

  private static final String SINCE = "since";

  private record Count(long rows, long fresh) {}

  /** Skips what settings have returned before; the result after it is the next one. */
  static CatalogCounts read(Statement statement) throws SQLException {
    while (!isCounts(statement)) {
      if (!statement.getMoreResults() && statement.getUpdateCount() == -1) {
        throw new SQLException("a result is missing", "02000");
      }
    }
    Map<String, Count> counts = new HashMap<>();
    try (ResultSet row = statement.getResultSet()) {
      while (row.next()) {
        counts.put(row.getString(1), new Count(row.getLong(2), row.getLong(3)));
      }
    }
    statement.getMoreResults();
    return new CatalogCounts(counts);
  }

  private static boolean isCounts(Statement statement) throws SQLException {
    ResultSet rows = statement.getResultSet();
    return rows != null && rows.getMetaData().getColumnLabel(1).equals("what");
  }

  long rows(String catalog) {
    return counts.get(catalog).rows();
  }

  /** The oldest transaction that this reading may not have seen. */
  long since() {
    return rows(SINCE);
  }

  /** Whether nothing has changed in the catalogs but some, and the comments. */
  boolean areSame(CatalogCounts then, Set<String> but) {
    return areSame(then, name -> !isNote(name) && !but.contains(name) && !name.equals(SINCE));
  }

  /** Whether no comment has changed. */
  boolean haveSameNotes(CatalogCounts then) {
    return areSame(then, CatalogCounts::isNote);
  }

  private static boolean isNote(String name) {
    return name.startsWith("notes");
  }

  private boolean areSame(CatalogCounts then, Predicate<String> which) {
    return counts.entrySet().stream()
        .filter(entry -> which.test(entry.getKey()))
        .allMatch(
            entry ->
                entry.getValue().fresh() == 0
                    && entry.getValue().rows() == then.rows(entry.getKey()));
  }
}
