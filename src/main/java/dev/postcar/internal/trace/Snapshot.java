package dev.postcar.internal.trace;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What there is at one moment, as the session itself sees it inside its transaction.
 *
 * <p>Nothing of this takes a lock on a user's relation: {@code pg_table_size}, for one, would.
 *
 * @param relations by oid
 * @param constraints by oid
 * @param columns by table and number
 * @param wal how far the write-ahead log has come, in bytes
 * @param lockTimeout milliseconds; 0 for none
 */
record Snapshot(
    Map<Long, Relation> relations,
    Map<Long, Constraint> constraints,
    Map<List<Object>, Column> columns,
    long wal,
    long lockTimeout) {

  private static final String USERS = " n.nspname <> 'information_schema' and n.nspname !~ '^pg_' ";

  private static final String RELATIONS =
      """
      select c.oid, c.relkind, case when n.nspname = 'public' then '' else
          pg_catalog.quote_ident(n.nspname) || '.' end || pg_catalog.quote_ident(c.relname),
        coalesce(pg_catalog.pg_relation_filenode(c.oid), 0),
        coalesce(pg_catalog.pg_stat_get_xact_numscans(c.oid), 0), coalesce(i.indrelid, 0)
      from pg_catalog.pg_class c
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      left join pg_catalog.pg_index i on i.indexrelid = c.oid
      where c.relkind in ('r', 'p', 'm', 'i', 'I', 'v', 'S', 'f') and\
      """
          + USERS
          + "order by c.oid";

  private static final String CONSTRAINTS =
      """
      select o.oid, o.conname, o.contype, o.conrelid, o.confrelid, o.convalidated, o.conindid,
        coalesce(o.conpfeqop::text, ''),
        exists (select from pg_catalog.pg_index i where i.indrelid = o.conrelid and
          (i.indkey::smallint[])[0:pg_catalog.cardinality(o.conkey) - 1] @> o.conkey)
      from pg_catalog.pg_constraint o
      join pg_catalog.pg_namespace n on n.oid = o.connamespace
      where o.conrelid <> 0 and\
      """
          + USERS
          + "order by o.oid";

  private static final String COLUMNS =
      """
      select a.attrelid, a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull,
        a.atthasdef or a.attidentity <> '' or a.attgenerated <> '', a.attgenerated = 's',
        exists (select from pg_catalog.pg_index i where i.indrelid = a.attrelid and i.indisprimary
          and i.indnkeyatts = 1 and i.indkey[0] = a.attnum)
      from pg_catalog.pg_attribute a
      join pg_catalog.pg_class c on c.oid = a.attrelid
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p') and\
      """
          + USERS
          + "order by a.attrelid, a.attnum";

  private static final String REST =
      """
      select (pg_catalog.pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint,
        (select setting::bigint from pg_catalog.pg_settings where name = 'lock_timeout')""";

  /** Looks at everything. */
  static Snapshot all(Connection connection) throws SQLException {
    Map<Long, Constraint> constraints = new LinkedHashMap<>();
    for (Object[] row : rows(connection, CONSTRAINTS)) {
      Constraint one =
          new Constraint(
              number(row[0]),
              text(row[1]),
              text(row[2]).charAt(0),
              number(row[3]),
              number(row[4]),
              (Boolean) row[5],
              number(row[6]),
              text(row[7]),
              (Boolean) row[8]);
      constraints.put(one.oid(), one);
    }
    Map<List<Object>, Column> columns = new LinkedHashMap<>();
    for (Object[] row : rows(connection, COLUMNS)) {
      Column one =
          new Column(
              number(row[0]),
              number(row[1]),
              text(row[2]),
              text(row[3]),
              (Boolean) row[4],
              (Boolean) row[5],
              (Boolean) row[6],
              (Boolean) row[7]);
      columns.put(one.identity(), one);
    }
    return relations(connection, constraints, columns);
  }

  /** Looks again, but not at columns and constraints: after what cannot change those. */
  Snapshot again(Connection connection) throws SQLException {
    return relations(connection, constraints, columns);
  }

  /** The same without some relations, by oid, and columns, by their keys. */
  Snapshot without(Set<Object> gone) {
    Map<Long, Relation> fewer = new LinkedHashMap<>(relations);
    fewer.keySet().removeAll(gone);
    Map<List<Object>, Column> narrower = new LinkedHashMap<>(columns);
    narrower.keySet().removeAll(gone);
    return new Snapshot(fewer, constraints, narrower, wal, lockTimeout);
  }

  private static Snapshot relations(
      Connection connection, Map<Long, Constraint> constraints, Map<List<Object>, Column> columns)
      throws SQLException {
    Map<Long, Relation> relations = new LinkedHashMap<>();
    for (Object[] row : rows(connection, RELATIONS)) {
      Relation one =
          new Relation(
              number(row[0]),
              text(row[1]).charAt(0),
              text(row[2]),
              number(row[3]),
              number(row[4]),
              number(row[5]));
      relations.put(one.oid(), one);
    }
    Object[] rest = rows(connection, REST).get(0);
    return new Snapshot(relations, constraints, columns, number(rest[0]), number(rest[1]));
  }

  private static List<Object[]> rows(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      int width = result.getMetaData().getColumnCount();
      List<Object[]> rows = new ArrayList<>();
      while (result.next()) {
        Object[] row = new Object[width];
        for (int i = 0; i < width; i++) {
          row[i] = result.getObject(i + 1);
        }
        rows.add(row);
      }
      return rows;
    }
  }

  private static long number(Object value) {
    return ((Number) value).longValue();
  }

  private static String text(Object value) {
    return value.toString();
  }
}
