package dev.postcar.internal.trace;

import dev.postcar.internal.sql.OwnSql;
import dev.postcar.result.TableStats;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

  /** The same for columns: no values; the manual shows it too. */
  static final String COLUMNS =
      """
      select case when s.schemaname = 'public' then ''
          else pg_catalog.quote_ident(s.schemaname) || '.' end
          || pg_catalog.quote_ident(s.tablename) as relation,
        s.attname, s.avg_width, s.n_distinct, s.null_frac
      from pg_catalog.pg_stats s
      join pg_catalog.pg_namespace n on n.nspname = s.schemaname
      join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = s.tablename
      where s.inherited = (c.relkind = 'p') and s.schemaname <> 'information_schema'
        and s.schemaname !~ '^pg_'
      order by relation, s.attname
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
      try {
        return new TableStats(tables(statement, columns(statement)));
      } finally {
        statement.execute("rollback");
      }
    }
  }

  /** A negative number of distinct values is a fraction of the rows. */
  private record Column(String name, int width, double distinct, double nulls) {

    TableStats.Column of(long rows) {
      return new TableStats.Column(
          name,
          width,
          Math.round(distinct < 0 ? -distinct * rows : distinct),
          Math.round(nulls * rows));
    }
  }

  private static Map<String, List<Column>> columns(Statement statement) throws SQLException {
    Map<String, List<Column>> columns = new HashMap<>();
    try (ResultSet rows = statement.executeQuery(COLUMNS)) {
      while (rows.next()) {
        columns
            .computeIfAbsent(rows.getString(1), none -> new ArrayList<>())
            .add(
                new Column(
                    rows.getString(2), rows.getInt(3), rows.getDouble(4), rows.getDouble(5)));
      }
    }
    return columns;
  }

  private static List<TableStats.Table> tables(
      Statement statement, Map<String, List<Column>> columns) throws SQLException {
    List<TableStats.Table> tables = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(QUERY)) {
      while (rows.next()) {
        long count = rows.getLong(3);
        tables.add(
            new TableStats.Table(
                rows.getString(1),
                rows.getLong(2),
                count,
                rows.getLong(4),
                rows.getLong(5),
                columns.getOrDefault(rows.getString(1), List.of()).stream()
                    .map(column -> column.of(count))
                    .toList()));
      }
    }
    return tables;
  }
}
