package dev.postcar.internal.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The oids that a reading has found, by catalog.
 *
 * <p>What is gone is told by the number of rows first: it is what it was, and the new ones, where
 * nothing is. Only otherwise all oids are fetched.
 */
final class KnownObjects {

  private final Map<String, Set<String>> oids = new HashMap<>();

  /** Reads those of some catalogs. */
  void read(Statement statement, Collection<String> catalogs) throws SQLException {
    try (ResultSet row =
        statement.executeQuery("execute postcar_oids('{" + String.join(",", catalogs) + "}')")) {
      while (row.next()) {
        if (catalogs.contains(row.getString(1))) {
          oids.put(row.getString(1), new HashSet<>(List.of(row.getString(2).split(","))));
        }
      }
    }
    oids.values().forEach(all -> all.remove(""));
  }

  /**
   * Takes in what is new, and takes out what is gone.
   *
   * @param changed oids by catalog, with all that are new
   * @return catalog and oid of what is gone
   */
  Set<String> follow(Statement statement, CatalogCounts counts, Map<String, Set<String>> changed)
      throws SQLException {
    Map<String, Set<String>> before = new HashMap<>();
    oids.forEach(
        (catalog, known) -> {
          Set<String> now = changed.getOrDefault(catalog, Set.of());
          long fresh = now.stream().filter(oid -> !known.contains(oid)).count();
          if (counts.rows(catalog) != known.size() + fresh) {
            before.put(catalog, known);
          } else {
            known.addAll(now);
          }
        });
    Set<String> gone = new TreeSet<>();
    if (!before.isEmpty()) {
      read(statement, before.keySet());
      before.forEach(
          (catalog, known) ->
              known.stream()
                  .filter(oid -> !oids.get(catalog).contains(oid))
                  .forEach(oid -> gone.add(catalog + "/" + oid)));
    }
    return gone;
  }
}
