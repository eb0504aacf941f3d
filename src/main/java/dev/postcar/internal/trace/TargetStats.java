package dev.postcar.internal.trace;

import dev.postcar.internal.sql.OwnSql;
import dev.postcar.result.TableStats;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads how large the tables of a database are, and how busy; writes nothing. */
public final class TargetStats {

  /** The query; the manual shows it. */
  static final String QUERY =
      """
      with member as (
        select c.oid as whole, c.oid as part
        from pg_catalog.pg_class c where c.relkind in ('r', 'm')
        union all
        select c.oid, t.relid
        from pg_catalog.pg_class c, pg_catalog.pg_partition_tree(c.oid) t
        where c.relkind = 'p' and t.isleaf
      )
      select case when n.nspname = 'public' then '' else pg_catalog.quote_ident(n.nspname) || '.' end
          || pg_catalog.quote_ident(c.relname) as relation,
        sum(pg_catalog.pg_total_relation_size(m.part))::bigint as bytes,
        sum(greatest(p.reltuples, s.n_live_tup, 0))::bigint as rows,
        sum(coalesce(s.seq_scan, 0) + coalesce(s.idx_scan, 0))::bigint as reads,
        sum(coalesce(s.n_tup_ins + s.n_tup_upd + s.n_tup_del, 0))::bigint as writes
      from member m
      join pg_catalog.pg_class c on c.oid = m.whole
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      join pg_catalog.pg_class p on p.oid = m.part
      left join pg_catalog.pg_stat_all_tables s on s.relid = m.part
      where n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
      group by n.nspname, c.relname
      order by bytes desc, relation
      """;

  private TargetStats() {}

  /**
   * Reads them, in a read-only transaction that waits for no lock longer than two seconds.
   *
   * @param connection outside any transaction
   */
  public static TableStats of(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(OwnSql.reading(Duration.ofSeconds(2)));
      try (ResultSet rows = statement.executeQuery(QUERY)) {
        List<TableStats.Table> tables = new ArrayList<>();
        while (rows.next()) {
          tables.add(
              new TableStats.Table(
                  rows.getString(1),
                  rows.getLong(2),
                  rows.getLong(3),
                  rows.getLong(4),
                  rows.getLong(5)));
        }
        return new TableStats(tables);
      } finally {
        statement.execute("rollback");
      }
    }
  }
}
