package dev.postcar.internal.sampledata;

import dev.postcar.Reporter;
import dev.postcar.result.TableStats;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Fills the tables of a database. */
public final class SampleData {

  private static final String COLUMNS =
      """
      select format('%I.%I', n.nspname, c.relname), coalesce(max(to_jsonb(c) ->> 'oid'), ''),
             string_agg(quote_ident(a.attname), ', ' order by a.attnum),
             string_agg(case
               when f.conrelid is not null then format('1 + (g %% %s)', '{rows}')
               when t.typname in ('int2', 'int4', 'int8', 'numeric', 'float4', 'float8') then 'g'
               when t.typname = 'bool' then 'g %% 2 = 0'
               when t.typname in ('timestamptz', 'timestamp', 'date') then 'now() - g * interval ''1 second'''
               when t.typname = 'uuid' then 'md5(g::text)::uuid'
               when t.typname in ('json', 'jsonb') then '''{}'''
               else 'md5(g::text)' end || '::' || format_type(a.atttypid, a.atttypmod), ', ' order by a.attnum)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        join pg_type t on t.oid = a.atttypid
        left join pg_constraint f on f.conrelid = c.oid and f.contype = 'f' and f.conkey = array[a.attnum]
       where c.relkind = 'r' and n.nspname !~ '^(pg_|_postcar)' and n.nspname <> 'information_schema'
       group by n.nspname, c.relname, c.oid
       order by (select count(*) from pg_constraint k where k.conrelid = c.oid and k.contype = 'f'), c.oid""";

  private SampleData() {}

  /**
   * Fills them.
   *
   * @param sizes of the tables; others get {@code rowsEach}
   */
  public static void fill(
      Connection connection, TableStats sizes, long rowsEach, long seed, Reporter reporter)
      throws SQLException {
    List<String> inserts = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(COLUMNS)) {
      while (rows.next()) {
        String name = rows.getString(1).replaceFirst("^public\\.", "");
        long count = sizes.of(name).map(TableStats.Table::rows).orElse(rowsEach);
        inserts.add(
            "insert into %s (%s) overriding system value select %s from generate_series(1, %d) g"
                .formatted(
                    rows.getString(1),
                    rows.getString(3),
                    rows.getString(4).replace("{rows}", String.valueOf(count)).replace("%%", "%"),
                    count));
      }
    }
    try (Statement statement = connection.createStatement()) {
      for (String insert : inserts) {
        statement.execute(insert);
      }
    }
  }
}
