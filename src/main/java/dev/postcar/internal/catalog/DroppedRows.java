package dev.postcar.internal.catalog;

import dev.postcar.internal.sql.DropTarget;
import dev.postcar.internal.sql.OwnSql;
import dev.postcar.internal.sql.Quote;
import dev.postcar.result.PlanResult.Drop;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Says how many rows would go with what is dropped: estimated by the statistics, and counted where
 * these say that a table is small.
 *
 * @param role that migrations run as; null for the login
 * @param searchPath that they run under; null for the session's
 */
public record DroppedRows(String role, String searchPath) {

  /** Rows by the estimate, up to which it is worth to count them. */
  private static final long SMALL = 100_000;

  /** A table that somebody has locked, or that is larger than it seems, keeps its estimate. */
  private static final String COUNTING =
      "savepoint counting;\nset local lock_timeout = '100ms';\nset local statement_timeout = '1s'";

  /** A table that was never analyzed and has pages has an unknown number of rows. */
  private static final String QUERY =
      """
      with recursive wanted (number, schema, name, col) as (values %1$s),
      named as (
        select w.number, c.oid, pg_catalog.quote_ident(n.nspname) as schema,
            pg_catalog.quote_ident(c.relname) as name, w.name is null as whole,
            pg_catalog.row_number() over (partition by w.number
              order by pg_catalog.array_position(%2$s, n.nspname::text)) as place
          from wanted w
          join pg_catalog.pg_namespace n
            on n.nspname = w.schema or (w.schema is null and n.nspname::text = any (%2$s))
          join pg_catalog.pg_class c
            on c.relnamespace = n.oid and c.relkind in ('r', 'p') and (w.name is null or c.relname = w.name)
         and (w.col is null or exists (select from pg_catalog.pg_attribute a
           where a.attrelid = c.oid and a.attname = w.col and not a.attisdropped))),
      part (number, whole, schema, name, oid) as (
        select number, whole, schema, name, oid from named where whole or place = 1
        union
        select p.number, p.whole, p.schema, p.name, i.inhrelid
          from part p join pg_catalog.pg_inherits i on i.inhparent = p.oid),
      estimate as (
        select distinct p.number, p.whole, p.schema, case when p.whole then null else p.name end as name, p.oid,
            case
              when c.relkind <> 'r' then 0
              when greatest(c.reltuples::bigint, pg_catalog.pg_stat_get_live_tuples(c.oid)) > 0
              then greatest(c.reltuples::bigint, pg_catalog.pg_stat_get_live_tuples(c.oid))
              when pg_catalog.pg_relation_size(c.oid) = 0 then 0
            end as rows
          from part p join pg_catalog.pg_class c on c.oid = p.oid)
      select number, schema, name, pg_catalog.count(*),
          case when pg_catalog.sum(rows) > 0 or pg_catalog.bool_and(rows is not null)
            then pg_catalog.sum(rows)::bigint end
        from estimate group by number, schema, name order by number
      """;

  /**
   * Looks at what exists of the targets.
   *
   * @param connection outside any transaction
   */
  public List<Drop> of(Connection connection, String migration, List<DropTarget> targets)
      throws SQLException {
    List<Drop> drops = new ArrayList<>();
    List<String> tables = new ArrayList<>();
    List<String> columns = new ArrayList<>();
    if (targets.isEmpty()) {
      return drops;
    }
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      String path = path(statement);
      statement.execute(OwnSql.reading(Duration.ofSeconds(2)));
      try {
        try (ResultSet row = statement.executeQuery(QUERY.formatted(values(targets), path))) {
          while (row.next()) {
            DropTarget target = targets.get(row.getInt(1));
            drops.add(drop(migration, target, row));
            tables.add(target.table() == null ? null : row.getString(2) + "." + row.getString(3));
            columns.add(target.column());
          }
        }
        for (int i = 0; i < drops.size(); i++) {
          Long rows = drops.get(i).rows();
          if (tables.get(i) != null && (rows == null || rows <= SMALL)) {
            drops.set(i, counted(statement, drops.get(i), tables.get(i), columns.get(i)));
          }
        }
      } finally {
        statement.execute("rollback");
      }
    }
    return drops;
  }

  /** Counts, unless somebody has it locked or hides its rows: then the estimate stands. */
  private static Drop counted(Statement statement, Drop drop, String table, String column)
      throws SQLException {
    statement.execute(COUNTING);
    String what = column == null ? "*" : Quote.identifier(column);
    try (ResultSet row = statement.executeQuery("select count(" + what + ") from " + table)) {
      row.next();
      return new Drop(drop.migration(), drop.kind(), drop.name(), 1, row.getLong(1), true);
    } catch (SQLException e) {
      statement.execute("rollback to counting");
      return drop;
    }
  }

  private static Drop drop(String migration, DropTarget target, ResultSet row) throws SQLException {
    long estimate = row.getLong(5);
    Long rows = row.wasNull() ? null : estimate;
    return drop(migration, target, row.getString(2), row.getString(3), row.getInt(4), rows);
  }

  /** The same where the database does not say: each may hold any number of rows. */
  public static List<Drop> unknown(String migration, List<DropTarget> targets) {
    return targets.stream()
        .map(one -> drop(migration, one, one.schema(), one.table(), 1, null))
        .toList();
  }

  private static Drop drop(
      String migration, DropTarget target, String schema, String table, int tables, Long rows) {
    if (target.table() == null) {
      return new Drop(migration, Drop.Kind.SCHEMA, schema, tables, rows, false);
    }
    String name = (schema == null || schema.equals("public") ? "" : schema + ".") + table;
    return target.column() == null
        ? new Drop(migration, Drop.Kind.TABLE, name, 1, rows, false)
        : new Drop(migration, Drop.Kind.COLUMN, name + "." + target.column(), 1, rows, false);
  }

  /** Where names without a schema are looked for when migrations run, as an array. */
  private String path(Statement statement) throws SQLException {
    statement.execute(
        "begin read only"
            + (role == null ? "" : ";\nset local role " + Quote.identifier(role))
            + (searchPath == null
                ? ""
                : ";\nselect pg_catalog.set_config('search_path', %s, true)"
                    .formatted(Quote.literal(searchPath))));
    try (ResultSet row = statement.executeQuery("select pg_catalog.current_schemas(true)")) {
      row.next();
      return List.of((String[]) row.getArray(1).getArray()).stream()
          .map(Quote::literal)
          .collect(Collectors.joining(", ", "array[", "]::text[]"));
    } finally {
      statement.execute("rollback");
    }
  }

  private static String values(List<DropTarget> targets) {
    List<String> rows = new ArrayList<>();
    for (DropTarget target : targets) {
      rows.add(
          "(%d, %s::text, %s::text, %s::text)"
              .formatted(
                  rows.size(),
                  Quote.literal(target.schema()),
                  Quote.literal(target.table()),
                  Quote.literal(target.column())));
    }
    return String.join(", ", rows);
  }
}
