package dev.postcar.internal.operation;

import dev.postcar.internal.catalog.CatalogSnapshot;
import dev.postcar.internal.scratch.ScratchDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;

/** What a database is like, and what of it is not valid. */
record SchemaPicture(CatalogSnapshot catalog, Set<String> open) {

  private static final String OPEN =
      """
      select 'constraint ' || o.conname || ' of ' || coalesce(nullif(o.conrelid, 0)::pg_catalog.regclass::text,
          o.contypid::pg_catalog.regtype::text)
      from pg_catalog.pg_constraint o where not o.convalidated
      union all
      select 'index ' || i.indexrelid::pg_catalog.regclass
      from pg_catalog.pg_index i where not i.indisvalid""";

  /** The picture of a database, without one of its schemas. */
  static SchemaPicture of(ScratchDatabase database, String excluded) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      Set<String> open = new TreeSet<>();
      try (ResultSet rows = statement.executeQuery(OPEN)) {
        while (rows.next()) {
          open.add(rows.getString(1));
        }
      }
      return new SchemaPicture(CatalogSnapshot.of(connection, Set.of(excluded)), open);
    }
  }
}
