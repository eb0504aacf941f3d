package dev.postcar.internal.rehearse;

import dev.postcar.internal.run.Rehearsal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;

/** A failed concurrent build leaves one, which a migrate drops before it tries again. */
final class InvalidIndexes {

  private static final String QUERY =
      """
      select pg_catalog.format('%I.%I', n.nspname, c.relname)
        from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
       where not i.indisvalid""";

  private InvalidIndexes() {}

  /** Their names, quoted. */
  static Set<String> of(Connection connection) throws SQLException {
    Set<String> names = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(QUERY)) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  /** Drops those that were not there before. */
  static void dropAllBut(Set<String> before, Rehearsal rehearsal) throws SQLException {
    Set<String> left = of(rehearsal.connection());
    left.removeAll(before);
    for (String index : left) {
      rehearsal.send("drop index concurrently if exists " + index);
    }
  }
}
