package dev.postcar.internal.safer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * A constraint.
 *
 * @param kind as pg_constraint has it
 * @param own false for one that came from a parent
 * @param columns numbers of its columns; {@code others} those of a foreign key's other table
 */
record ConstraintFacts(
    long oid,
    String kind,
    String name,
    long table,
    long other,
    String definition,
    boolean validated,
    long index,
    boolean own,
    List<Long> columns,
    List<Long> others) {
  static ConstraintFacts read(ResultSet r) throws SQLException {
    return new ConstraintFacts(
        r.getLong(1),
        r.getString(2),
        r.getString(3),
        r.getLong(4),
        r.getLong(5),
        r.getString(6),
        r.getBoolean(7),
        r.getLong(8),
        r.getBoolean(9),
        Facts.numbers(r.getString(10)),
        Facts.numbers(r.getString(11)));
  }
}
