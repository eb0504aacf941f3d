package dev.postcar.internal.sampledata;

import dev.postcar.internal.sql.Quote;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Keys of a table that has its rows: all, or of a large table some from all over it. */
final class HeldKeys implements KeySource {

  private static final long MOST = 200_000;

  private final List<String[]> keys = new ArrayList<>();

  /** Reads them. */
  HeldKeys(Connection connection, long table, List<String> columns) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      String name = from(statement, table);
      String present =
          columns.stream()
              .map(column -> Quote.identifier(column) + " is not null")
              .collect(Collectors.joining(" and "));
      long count;
      try (ResultSet row =
          statement.executeQuery("select count(*) from " + name + " where " + present)) {
        row.next();
        count = row.getLong(1);
      }
      String query =
          "select %s from (select *, row_number() over () as postcar_row from %s where %s) s%s"
              .formatted(
                  columns.stream()
                      .map(column -> "s." + Quote.identifier(column) + "::text")
                      .collect(Collectors.joining(", ")),
                  name,
                  present,
                  count <= MOST ? "" : " where postcar_row % " + (count / MOST + 1) + " = 0");
      try (ResultSet rows = statement.executeQuery(query)) {
        while (rows.next()) {
          String[] key = new String[columns.size()];
          for (int i = 0; i < key.length; i++) {
            key[i] = rows.getString(i + 1);
          }
          keys.add(key);
        }
      }
    }
  }

  /** Rows of tables that inherit from an ordinary table are not in its key. */
  private static String from(Statement statement, long table) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "select case when c.relkind = 'p' then '' else 'only ' end"
                + " || pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)"
                + " from pg_catalog.pg_class c"
                + " join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.oid = "
                + table)) {
      row.next();
      return row.getString(1);
    }
  }

  @Override
  public long size(long row) {
    return keys.size();
  }

  @Override
  public String[] key(long number) {
    return keys.get((int) number);
  }
}
