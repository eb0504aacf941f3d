package dev.postcar.source;

import dev.postcar.sql.SqlScript;
import dev.postcar.sql.SqlSyntaxException;
import dev.postcar.sql.Statement;
import dev.postcar.sql.StatementKind;
import java.util.List;

/** What a migration's SQL must not be. */
final class SqlRules {

  private SqlRules() {}

  /**
   * Looks for what is wrong.
   *
   * @param method such as {@code forward()}
   * @param sql what it returned
   * @param transactional whether it runs in a transaction of postcar's
   * @return what is wrong and the mend, to be put behind the class's name; null where nothing is
   */
  static String problem(String method, String sql, boolean transactional) {
    if (sql.isBlank()) {
      return method + " returns blank SQL: return at least one statement";
    }
    String unsendable = unsendable(method, sql);
    if (unsendable != null) {
      return unsendable;
    }
    List<Statement> statements;
    try {
      statements = SqlScript.statements(sql);
    } catch (SqlSyntaxException e) {
      return method + ", line " + e.line() + ", column " + e.column() + ": " + e.problem();
    }
    if (statements.isEmpty()) {
      return method + " returns only comments: write the SQL of this migration";
    }
    for (Statement statement : statements) {
      String where = method + ", line " + statement.line() + ": ";
      if (StatementKind.controlsTransaction(statement)) {
        return where
            + "\""
            + String.join(" ", statement.words())
            + "\" is postcar's to say: "
            + (transactional
                ? "the migration and its history row are committed together. Take it out"
                : "each statement is committed by itself. Take it out");
      }
      if (StatementKind.copiesThroughClient(statement)) {
        return where
            + "copy from stdin and copy to stdout need a client that feeds them: use insert, or a"
            + " CodeMigration with the driver's CopyManager";
      }
    }
    return null;
  }

  private static String unsendable(String method, String sql) {
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < sql.length()
              && Character.isLowSurrogate(sql.charAt(i + 1));
      if (c == 0 || (Character.isSurrogate(c) && !pair)) {
        String line = String.valueOf(sql.substring(0, i).lines().count());
        return method
            + ", line "
            + line
            + ": "
            + (c == 0 ? "a NUL character" : "half a character (a lone surrogate)")
            + ", which PostgreSQL cannot take. Take it out";
      }
      if (pair) {
        i++;
      }
    }
    return null;
  }
}
