package dev.postcar.internal.rehearse;

import dev.postcar.internal.session.TextRows;
import dev.postcar.internal.sql.Quote;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What a table's traffic is made of. Names are quoted, and types have their schemas.
 *
 * @param name with its schema
 * @param columns in order, without generated ones
 * @param key the columns of the primary key; empty for none
 * @param otherKeys whether there are other unique indexes or exclusion constraints
 */
record TableShape(
    String name, List<TrafficColumn> columns, List<TrafficColumn> key, boolean otherKeys) {

  /** As many rows are read and written by key. */
  private static final int ROWS = 1_000;

  private static final String COLUMNS =
      """
      select quote_ident(a.attname), format_type(a.atttypid, a.atttypmod), t.typname,
             exists (select from pg_constraint c where c.conrelid = a.attrelid and c.contype <> 'n' and a.attnum = any (c.conkey))
               or exists (select from pg_index i where i.indrelid = a.attrelid and i.indisunique and a.attnum = any (i.indkey))
               or exists (select from pg_partitioned_table p where p.partrelid = a.attrelid and a.attnum = any (p.partattrs)),
             coalesce((select array_position(i.indkey::int[], a.attnum::int) from pg_index i
                        where i.indrelid = a.attrelid and i.indisprimary), -1)
        from pg_attribute a join pg_type t on t.oid = a.atttypid
       where a.attrelid = to_regclass(%s) and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
       order by a.attnum""";

  private static final String OTHERS =
      """
      select exists (select from pg_index i where i.indrelid = to_regclass(%1$s) and not i.indisprimary
                       and (i.indisunique or i.indisexclusion))""";

  private static final String PARENTS =
      """
      select distinct quote_ident(n.nspname) || '.' || quote_ident(p.relname)
        from pg_constraint c join pg_class p on p.oid = c.confrelid join pg_namespace n on n.oid = p.relnamespace
       where c.contype = 'f' and c.conrelid = to_regclass(%s) order by 1""";

  private static final String WHOLE =
      """
      select quote_ident(n.nspname) || '.' || quote_ident(c.relname)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.oid = to_regclass(%s) and c.relkind in ('r', 'p')""";

  /**
   * Reads it.
   *
   * @param connection with search_path pg_catalog
   * @param table with its schema, quoted
   */
  static TableShape of(Connection connection, String table) throws SQLException {
    String literal = Quote.literal(table);
    List<TrafficColumn> columns = new ArrayList<>();
    List<TrafficColumn> key = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (List<String> row : rows(connection, COLUMNS.formatted(literal))) {
      TrafficColumn column =
          new TrafficColumn(row.get(0), row.get(1), row.get(2), row.get(3).equals("t"));
      columns.add(column);
      int place = Integer.parseInt(row.get(4));
      if (place >= 0) {
        int at = (int) places.stream().filter(other -> other < place).count();
        places.add(at, place);
        key.add(at, column);
      }
    }
    boolean others = rows(connection, OTHERS.formatted(literal)).get(0).get(0).equals("t");
    return new TableShape(table, columns, key, others);
  }

  /** The full name of a table as a trace has it; empty where there is none, or no plain one. */
  static List<String> named(Connection connection, String traced) throws SQLException {
    String name = traced.matches("(\"([^\"]|\"\")*\"|[^.\"]*)\\..*") ? traced : "public." + traced;
    return column(connection, WHOLE.formatted(Quote.literal(name)));
  }

  /** The tables that its foreign keys refer to. */
  List<String> parents(Connection connection) throws SQLException {
    return column(connection, PARENTS.formatted(Quote.literal(name)));
  }

  /** Keys of some rows as typed literals, the same ones for the same seed. */
  List<List<String>> keys(Connection connection, long seed) throws SQLException {
    StringBuilder list = new StringBuilder();
    for (TrafficColumn column : key) {
      list.append(list.isEmpty() ? "" : ", ").append(column.name()).append("::text");
    }
    List<List<String>> keys = new ArrayList<>();
    for (List<String> row :
        rows(
            connection,
            "select %s from %s order by md5(concat_ws(',', %s) || '%d') limit %d"
                .formatted(list, name, list, seed, ROWS))) {
      List<String> literals = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        literals.add(Quote.literal(row.get(i)) + "::" + key.get(i).type());
      }
      keys.add(literals);
    }
    return keys;
  }

  private static List<String> column(Connection connection, String sql) throws SQLException {
    return rows(connection, sql).stream().map(row -> row.get(0)).toList();
  }

  private static List<List<String>> rows(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      return TextRows.of(result);
    }
  }
}
