package dev.postcar.internal.safer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * A column.
 *
 * @param value its default, or the expression that generates it; empty for none
 * @param serial as pg_attribute has its identity; empty for none
 * @param users what else depends on it: neither indexes nor checks; empty for nothing
 * @param special whether it has privileges, options, statistics or a storage of its own
 * @param comment null for none
 */
record ColumnFacts(
    long table,
    long number,
    String name,
    String type,
    boolean notNull,
    String value,
    String serial,
    String generated,
    boolean local,
    String collation,
    String comment,
    String users,
    boolean special) {

  List<Long> identity() {
    return List.of(table, number);
  }

  boolean isSame(ColumnFacts other) {
    return name.equals(other.name) && type.equals(other.type) && notNull == other.notNull;
  }

  String declared() {
    return name + " " + type + (collation.isEmpty() ? "" : " collate " + collation);
  }

  static ColumnFacts read(ResultSet r) throws SQLException {
    return new ColumnFacts(
        r.getLong(1),
        r.getLong(2),
        r.getString(3),
        r.getString(4),
        r.getBoolean(5),
        r.getString(6),
        r.getString(7),
        r.getString(8),
        r.getBoolean(9),
        r.getString(10),
        r.getString(11),
        r.getString(12),
        r.getBoolean(13));
  }
}
