package dev.postcar.internal.safer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;

/**
 * An index.
 *
 * @param rules whether a constraint has it
 * @param parent of a partition's index; 0 for none
 * @param plain whether it is unique, for all rows, of columns alone
 * @param columns numbers of all columns that it depends on
 */
record IndexFacts(
    long oid,
    String name,
    long table,
    String definition,
    char kind,
    String bare,
    boolean rules,
    long parent,
    boolean plain,
    List<Long> columns) {

  /** The statement that makes it while others write. */
  String concurrently() {
    return definition.replaceFirst("^CREATE (UNIQUE )?INDEX ", "create $1index concurrently ");
  }

  /** The same under another name. */
  String concurrentlyAs(String other) {
    return concurrently()
        .replaceFirst(
            "concurrently \\Q" + bare + "\\E ",
            "concurrently " + Matcher.quoteReplacement(other) + " ");
  }

  static IndexFacts read(ResultSet r) throws SQLException {
    return new IndexFacts(
        r.getLong(1),
        r.getString(2),
        r.getLong(3),
        r.getString(4),
        r.getString(5).charAt(0),
        r.getString(6),
        r.getBoolean(7),
        r.getLong(8),
        r.getBoolean(9),
        Facts.numbers(r.getString(10)));
  }
}
