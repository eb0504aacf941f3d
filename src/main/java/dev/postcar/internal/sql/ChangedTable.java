package dev.postcar.internal.sql;

/**
 * The table that an UPDATE or DELETE names.
 *
 * @param verb {@code update} or {@code delete from}
 * @param table its name as it is written
 */
public record ChangedTable(String verb, String table) {

  /** Reads a statement; null for any other, such as one that begins with WITH. */
  public static ChangedTable of(String sql) {
    StatementParser phrase = new StatementParser(sql);
    String verb =
        phrase.take("update") ? "update" : phrase.take("delete", "from") ? "delete from" : null;
    if (verb == null) {
      return null;
    }
    phrase.take("only");
    String table = phrase.takeName();
    return table == null ? null : new ChangedTable(verb, table);
  }
}
