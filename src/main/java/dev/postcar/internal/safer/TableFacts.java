package dev.postcar.internal.safer;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A table, view or sequence.
 *
 * @param parent of a partition; 0 for none
 * @param bound of a partition; empty for none
 * @param fits the condition that a partition's rows satisfy; empty for none
 * @param query of a view, materialized or not; empty for others
 * @param key the columns of its primary key; empty for none
 * @param heir whether others inherit from it, or are its partitions
 * @param acts whether triggers, rules or row security act on what is changed in it
 * @param grants the statements that give others its privileges, with {@code %s} for its name
 * @param columnGrants whether columns have privileges of their own
 * @param filled whether a materialized view has its rows
 */
record TableFacts(
    long oid,
    char kind,
    String name,
    long parent,
    String bound,
    String fits,
    String query,
    String key,
    boolean heir,
    boolean filled,
    String bare,
    String schema,
    boolean acts,
    String grants,
    boolean columnGrants) {
  static TableFacts read(ResultSet r) throws SQLException {
    return new TableFacts(
        r.getLong(1),
        r.getString(2).charAt(0),
        r.getString(3),
        r.getLong(4),
        r.getString(5),
        r.getString(6),
        r.getString(7),
        r.getString(8),
        r.getBoolean(9),
        r.getBoolean(10),
        r.getString(11),
        r.getString(12),
        r.getBoolean(13),
        r.getString(14),
        r.getBoolean(15));
  }
}
