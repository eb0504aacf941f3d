package dev.postcar.internal.run;

import dev.postcar.internal.sql.ChangedTable;
import dev.postcar.internal.sql.Quote;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** How many rows the server believes a table to have: what it knows already, nothing is counted. */
final class BatchEstimate {

  private BatchEstimate() {}

  /**
   * Asks for the table that a statement changes, a partitioned one included.
   *
   * @return negative where not known
   */
  static long of(Connection connection, ChangedTable changed) {
    if (changed == null) {
      return -1;
    }
    // Where the migration's own search_path leads.
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
              select coalesce(pg_catalog.sum(c.reltuples), -1)::pg_catalog.int8
                from pg_catalog.pg_class c
               where (c.oid operator(pg_catalog.=) pg_catalog.to_regclass(%1$s)
                   or c.oid operator(pg_catalog.=) any (array(select p.relid::pg_catalog.oid from pg_catalog.pg_partition_tree(pg_catalog.to_regclass(%1$s)) p where p.isleaf)))
                 and c.reltuples operator(pg_catalog.>) 0::pg_catalog.float4 and c.relkind operator(pg_catalog.=) 'r'"""
                    .formatted(Quote.literal(changed.table())))) {
      return row.next() ? row.getLong(1) : -1;
    } catch (SQLException e) {
      // It is shown to a person and nothing else.
      return -1;
    }
  }
}
