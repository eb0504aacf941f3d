package dev.postcar.internal.sampledata;

import dev.postcar.internal.sql.OwnSql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads which tables there are, and what their rows must be like. */
final class SchemaReader {

  /** What rows cannot be copied into stays out: of partitions those by hash, which choose. */
  private static final String TABLES =
      """
      select c.oid, pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname),
        r.oid, case when m.nspname = 'public' then '' else pg_catalog.quote_ident(m.nspname) || '.' end
          || pg_catalog.quote_ident(r.relname),
        c.relforcerowsecurity, c.relispartition, c.relkind,
        pg_catalog.pg_get_partition_constraintdef(c.oid)
      from pg_catalog.pg_class c
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      join pg_catalog.pg_class r on r.oid = coalesce(pg_catalog.pg_partition_root(c.oid), c.oid)
      join pg_catalog.pg_namespace m on m.oid = r.relnamespace
      left join pg_catalog.pg_partitioned_table p on p.partrelid = c.oid
      left join pg_catalog.pg_inherits i on i.inhrelid = c.oid and c.relispartition
      left join pg_catalog.pg_partitioned_table above on above.partrelid = i.inhparent
      where (c.relkind in ('r', 'f') or c.relkind = 'p' and p.partstrat = 'h')
        and above.partstrat is distinct from 'h'
        and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
        and not exists (select from pg_catalog.pg_depend d
          where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid
            and d.deptype = 'e')
        and not exists (select from pg_catalog.pg_class v
          join pg_catalog.pg_attribute a on a.attrelid = v.oid and a.attname = 'generation'
          where v.relnamespace = n.oid and v.relname = 'version')
      order by 4, 2
      """;

  private static final String COLUMNS =
      """
      select a.attrelid, a.attname, a.atttypid, a.atttypmod, a.attnotnull,
        coalesce(
          pg_catalog.pg_get_serial_sequence(
            coalesce(pg_catalog.pg_partition_root(a.attrelid), a.attrelid)::pg_catalog.regclass::text,
            a.attname),
          substring(pg_catalog.pg_get_expr(d.adbin, d.adrelid) from '^nextval\\(''(.*)''::regclass\\)$'))
      from pg_catalog.pg_attribute a
      left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attrelid = any(%s) and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      order by a.attrelid, a.attnum
      """;

  /** A foreign key to a partitioned table has rows for its partitions too. */
  private static final String CONSTRAINTS =
      """
      select c.conrelid, c.contype, c.conname,
        pg_catalog.pg_get_expr(c.conbin, c.conrelid),
        array(select a.attname::text from pg_catalog.unnest(c.conkey) with ordinality k(num, place)
          join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.num
          order by k.place),
        c.confrelid,
        array(select a.attname::text from pg_catalog.unnest(c.confkey) with ordinality k(num, place)
          join pg_catalog.pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.num
          order by k.place),
        c.conparentid = 0
      from pg_catalog.pg_constraint c
      left join pg_catalog.pg_constraint p on p.oid = c.conparentid
      where c.conrelid = any(%s) and c.contype in ('c', 'f', 'x')
        and (p.oid is null or p.conrelid <> c.conrelid)
      order by c.conrelid, c.conname
      """;

  /** Of an index on expressions what it depends on; a condition's columns would count as well. */
  private static final String KEYS =
      """
      select i.indrelid,
        array(select a.attname::text from pg_catalog.pg_attribute a
          where a.attrelid = i.indrelid and a.attnum > 0 and (
            a.attnum = any((i.indkey::int2[])[0:i.indnkeyatts - 1])
            or i.indexprs is not null and exists (select from pg_catalog.pg_depend d
              where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                and d.objid = i.indexrelid and d.refobjid = i.indrelid
                and d.refobjsubid = a.attnum))
          order by a.attnum)
      from pg_catalog.pg_index i
      where i.indrelid = any(%s) and i.indisunique
        and (i.indexprs is null or i.indpred is null)
      order by i.indrelid, i.indisprimary desc, i.indexrelid
      """;

  private final Connection connection;
  private final ResultBuilder result;
  private final Map<Long, TableShape> tables = new LinkedHashMap<>();

  SchemaReader(Connection connection, ResultBuilder result) {
    this.connection = connection;
    this.result = result;
  }

  /** Reads all tables, in a transaction of its own. */
  List<TableShape> read() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          OwnSql.reading(Duration.ofSeconds(10))
              + "set local datestyle = 'ISO, YMD';\nset local timezone = 'UTC'");
      try {
        rows(statement, TABLES, this::table);
        String oids = "array" + tables.keySet() + "::pg_catalog.oid[]";
        TypeReader types = new TypeReader(connection);
        rows(statement, COLUMNS.formatted(oids), row -> column(row, types));
        rows(statement, CONSTRAINTS.formatted(oids), this::constraint);
        rows(statement, KEYS.formatted(oids), this::key);
      } finally {
        statement.execute("rollback");
      }
    }
    tables.values().stream()
        .filter(table -> table.columns.isEmpty())
        .forEach(table -> result.leaveOut(table.label, "it has no column to fill"));
    return tables.values().stream().filter(table -> !table.columns.isEmpty()).toList();
  }

  private interface Row {
    void read(ResultSet row) throws SQLException;
  }

  private static void rows(Statement statement, String query, Row each) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        each.read(rows);
      }
    }
  }

  private void table(ResultSet row) throws SQLException {
    if (row.getString(7).equals("f")) {
      result.leaveOut(row.getString(4), "it is a foreign table");
      return;
    }
    TableShape table =
        new TableShape(
            row.getLong(1),
            row.getString(2),
            row.getLong(3),
            row.getString(4),
            row.getBoolean(5),
            row.getBoolean(6));
    if (row.getString(8) != null) {
      table.checks.add(new Check("the bound of partition " + table.name, row.getString(8)));
    }
    tables.put(table.oid, table);
  }

  private void column(ResultSet row, TypeReader types) throws SQLException {
    tables
        .get(row.getLong(1))
        .columns
        .add(
            new Column(
                row.getString(2),
                types.of(row.getLong(3)),
                row.getInt(4),
                row.getBoolean(5),
                row.getString(6)));
  }

  private void constraint(ResultSet row) throws SQLException {
    TableShape table = tables.get(row.getLong(1));
    List<String> columns = TypeReader.texts(row.getArray(5));
    switch (row.getString(2)) {
      case "c" -> table.checks.add(new Check("check " + row.getString(3), row.getString(4)));
      case "x" -> table.keys.add(columns);
      default ->
          table.foreignKeys.add(
              new ForeignKey(
                  row.getString(3),
                  columns,
                  row.getLong(6),
                  TypeReader.texts(row.getArray(7)),
                  row.getBoolean(8)));
    }
  }

  private void key(ResultSet row) throws SQLException {
    tables.get(row.getLong(1)).keys.add(TypeReader.texts(row.getArray(2)));
  }
}
