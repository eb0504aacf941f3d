package dev.postcar.internal.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How definitions read once they were created again from their own text, as a dump does it: the
 * server writes many an expression, such as {@code state in ('new', 'sold')}, in another way then.
 */
public final class Redefinition {

  private static final String PARTS;

  static {
    try (InputStream in = Redefinition.class.getResourceAsStream("again.sql")) {
      PARTS = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Part(String key, String old, String make, String made) {}

  private Redefinition() {}

  /**
   * Creates some objects a second time next to themselves, and leaves nothing.
   *
   * @param connection to a scratch database, in autocommit
   * @return the definitions that read otherwise then, by key
   */
  public static Map<String, String> of(
      Connection connection, Set<String> keys, CatalogSnapshot catalog) throws SQLException {
    Map<String, String> again = new HashMap<>();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      CatalogReading.settle(statement);
      for (Part part : parts(connection, keys)) {
        String made = made(connection, statement, part);
        String now = again.getOrDefault(part.key(), catalog.objects().get(part.key()));
        if (made != null && !made.equals(part.old())) {
          again.put(part.key(), now.replace(part.old(), made));
        }
      }
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
    return again;
  }

  private static List<Part> parts(Connection connection, Set<String> keys) throws SQLException {
    List<Part> parts = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(PARTS)) {
      query.setArray(1, connection.createArrayOf("text", keys.toArray()));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          parts.add(
              new Part(row.getString(1), row.getString(2), row.getString(3), row.getString(4)));
        }
      }
    }
    return parts;
  }

  /** Null where it cannot be created again: then its first text stays. */
  private static String made(Connection connection, Statement statement, Part part)
      throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      statement.execute(part.make());
      try (ResultSet row = statement.executeQuery(part.made())) {
        return row.next() ? row.getString(1) : null;
      }
    } catch (SQLException e) {
      return null;
    } finally {
      connection.rollback(before);
    }
  }
}
