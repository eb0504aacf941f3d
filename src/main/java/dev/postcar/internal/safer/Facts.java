package dev.postcar.internal.safer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What the catalog says at one moment. Names are as SQL has them, quoted and qualified where they
 * need it.
 *
 * @param major the server's major version
 * @param tables by oid; views and sequences too
 * @param rules the constraints by oid
 * @param indexes by oid
 * @param columns by table and number
 */
record Facts(
    int major,
    Map<Long, TableFacts> tables,
    Map<Long, ConstraintFacts> rules,
    Map<Long, IndexFacts> indexes,
    Map<List<Long>, ColumnFacts> columns) {

  /** Reads them in the session's transaction, if there is one. */
  static Facts of(Connection connection) throws SQLException {
    return new Facts(
        connection.getMetaData().getDatabaseMajorVersion(),
        all(connection, "tables", TableFacts::read, TableFacts::oid),
        all(connection, "constraints", ConstraintFacts::read, ConstraintFacts::oid),
        all(connection, "indexes", IndexFacts::read, IndexFacts::oid),
        all(connection, "columns", ColumnFacts::read, ColumnFacts::identity));
  }

  /** Reads a row. */
  private interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  private static <K, T> Map<K, T> all(
      Connection connection, String query, Row<T> row, Function<T, K> key) throws SQLException {
    Map<K, T> all = new LinkedHashMap<>();
    try (InputStream in = Facts.class.getResourceAsStream(query + ".sql");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(new String(in.readAllBytes(), StandardCharsets.UTF_8))) {
      while (rows.next()) {
        T one = row.read(rows);
        all.put(key.apply(one), one);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  /**
   * The table that SQL names; a name without a schema only where it can mean no other.
   *
   * @return null where that is not certain
   */
  TableFacts named(String written) {
    List<TableFacts> exact =
        tables.values().stream()
            .filter(one -> (one.schema() + "." + one.bare()).equals(written))
            .toList();
    List<TableFacts> bare =
        tables.values().stream().filter(one -> one.bare().equals(written)).toList();
    List<TableFacts> found = exact.isEmpty() ? bare : exact;
    return found.size() == 1 ? found.get(0) : null;
  }

  static List<Long> numbers(String list) {
    return list.isEmpty()
        ? List.of()
        : Arrays.stream(list.split(",", -1)).map(Long::valueOf).toList();
  }
}
