package dev.postcar.internal.sampledata;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads types from the catalog, each once. */
final class TypeReader {

  private static final String QUERY =
      """
      select pg_catalog.format_type(t.oid, -1), t.typname, t.typtype, t.typcategory, t.typtypmod,
        t.typnotnull,
        array(select e.enumlabel::text from pg_catalog.pg_enum e
          where e.enumtypid = t.oid order by e.enumsortorder) as labels,
        array(select pg_catalog.pg_get_expr(c.conbin, 0) from pg_catalog.pg_constraint c
          where c.contypid = t.oid and c.contype = 'c' order by c.conname) as checks,
        case
          when t.typtype = 'd' then array[t.typbasetype]
          when t.typtype = 'r' then array(select r.rngsubtype from pg_catalog.pg_range r
            where r.rngtypid = t.oid)
          when t.typtype = 'm' then array(select r.rngtypid from pg_catalog.pg_range r
            where pg_catalog.to_jsonb(r) ->> 'rngmultitypid' = t.oid::text)
          when t.typcategory = 'A' and t.typelem <> 0 then array[t.typelem]
          when t.typtype = 'c' then array(select a.atttypid from pg_catalog.pg_attribute a
            where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped order by a.attnum)
          else '{}'
        end::bigint[] as parts,
        array(select a.atttypmod from pg_catalog.pg_attribute a
          where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped order by a.attnum)
          as modifiers
      from pg_catalog.pg_type t where t.oid = ?
      """;

  private final Connection connection;
  private final Map<Long, TypeShape> known = new HashMap<>();

  TypeReader(Connection connection) {
    this.connection = connection;
  }

  TypeShape of(long oid) throws SQLException {
    TypeShape found = known.get(oid);
    if (found == null) {
      found = read(oid);
      known.put(oid, found);
    }
    return found;
  }

  private TypeShape read(long oid) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(QUERY)) {
      query.setLong(1, oid);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        String kind = row.getString(3);
        List<TypeShape> parts = new ArrayList<>();
        List<Integer> modifiers = new ArrayList<>();
        List<String> ofColumns = texts(row.getArray(10));
        for (String part : texts(row.getArray(9))) {
          int index = parts.size();
          modifiers.add(kind.equals("c") ? Integer.parseInt(ofColumns.get(index)) : -1);
          parts.add(of(Long.parseLong(part)));
        }
        return new TypeShape(
            row.getString(1),
            row.getString(2),
            kind,
            row.getString(4),
            row.getInt(5),
            row.getBoolean(6),
            texts(row.getArray(7)),
            texts(row.getArray(8)),
            parts,
            modifiers);
      }
    }
  }

  static List<String> texts(Array array) throws SQLException {
    Object[] elements = (Object[]) array.getArray();
    return Arrays.stream(elements).map(String::valueOf).toList();
  }
}
