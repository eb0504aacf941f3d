package dev.postcar.internal.catalog;

import dev.postcar.internal.sql.Quote;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How many rows the tables of a small database have. */
public final class RowCounts {

  private static final String TABLES =
      """
      select n.nspname, c.relname from pg_catalog.pg_class c
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
       where c.relkind = 'r' and c.relpersistence <> 't'
         and n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%'
      """;

  private RowCounts() {}

  /** By the table's qualified name; of no table in the excluded schemas. */
  public static Map<String, Long> of(Connection connection, Set<String> excluded)
      throws SQLException {
    List<String> names = new ArrayList<>();
    Map<String, Long> counts = new TreeMap<>();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery(TABLES)) {
        while (row.next()) {
          if (!excluded.contains(row.getString(1))) {
            names.add(
                Quote.identifier(row.getString(1)) + "." + Quote.identifier(row.getString(2)));
          }
        }
      }
      for (String name : names) {
        try (ResultSet row = statement.executeQuery("select count(*) from " + name)) {
          row.next();
          counts.put(name, row.getLong(1));
        }
      }
    }
    return counts;
  }
}
