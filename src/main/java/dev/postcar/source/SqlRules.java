package dev.postcar.source;

import dev.postcar.sql.Position;
import dev.postcar.sql.SqlScript;
import dev.postcar.sql.SqlSyntaxException;
import dev.postcar.sql.Statement;
import dev.postcar.sql.StatementKind;
import java.util.List;

/** What a migration's SQL must not be. */
final class SqlRules {

  private SqlRules() {}

  static void checkForward(String sql, boolean transactional) throws Rejected {
    if (sql == null) {
      throw new Rejected("forward() returns null: return the SQL of this migration");
    }
    check("forward()", sql, transactional, "return at least one statement");
  }

  static void checkRollback(String sql, boolean transactional) throws Rejected {
    check(
        "rollback()",
        sql,
        transactional,
        "return the SQL that undoes forward(), or null where nothing can");
  }

  static void checkView(String up, String down) throws Rejected {
    for (String method : List.of("up()", "down()")) {
      String sql = method.equals("up()") ? up : down;
      String mend =
          method.equals("up()")
              ? "return the SQL that creates the view"
              : "return the SQL that drops the view";
      if (sql == null) {
        throw new Rejected(method + " returns null: " + mend);
      }
      check(method, sql, true, mend);
      for (Statement statement : statements(method, sql)) {
        if (StatementKind.refusesTransaction(statement)) {
          throw new Rejected(
              line(method, statement)
                  + " cannot run in a transaction, and views are created and dropped in one: do"
                  + " without it");
        }
      }
    }
  }

  private static void check(String method, String sql, boolean transactional, String mend)
      throws Rejected {
    if (sql.isBlank()) {
      throw new Rejected(method + " returns blank SQL: " + mend);
    }
    checkSendable(method, sql);
    List<Statement> statements = statements(method, sql);
    if (statements.isEmpty()) {
      throw new Rejected(method + " returns only comments: " + mend);
    }
    for (Statement statement : statements) {
      check(method, statement, transactional);
    }
  }

  private static List<Statement> statements(String method, String sql) throws Rejected {
    try {
      return SqlScript.statements(sql);
    } catch (SqlSyntaxException e) {
      throw new Rejected(
          place(method, e.line(), e.column()) + e.problem() + ": close it where it ends", e);
    }
  }

  private static void check(String method, Statement statement, boolean transactional)
      throws Rejected {
    if (StatementKind.controlsTransaction(statement)) {
      throw new Rejected(
          line(method, statement).replaceFirst(": ", ": remove ")
              + (transactional
                  ? ": postcar opens and commits the transaction"
                  : ": postcar commits each statement by itself"));
    }
    String psql = StatementKind.psqlCommand(statement);
    if (psql != null) {
      throw new Rejected(
          method
              + ", line "
              + statement.line()
              + ": "
              + psql
              + " is a command of psql, not SQL. Remove it");
    }
    if (statement.text().startsWith("\ufeff")) {
      throw new Rejected(
          method
              + ", line "
              + statement.line()
              + ": a byte order mark (U+FEFF) before the statement. Remove it");
    }
    if (StatementKind.copiesThroughClient(statement)) {
      throw new Rejected(
          line(method, statement)
              + " reads or writes the client's data. Use insert, or a CodeMigration with the driver's"
              + " CopyManager");
    }
  }

  private static String line(String method, Statement statement) {
    return method
        + ", line "
        + statement.line()
        + ": \""
        + String.join(" ", statement.words())
        + "\"";
  }

  /** Refuses what has no form in UTF-8, or none that the server takes (22021). */
  static void checkSendable(String method, String text) throws Rejected {
    for (int i = 0; i < text.length(); i++) {
      int codePoint = text.codePointAt(i);
      if (codePoint == 0) {
        throw unsendable(method, text, i, "a NUL character");
      } else if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        throw unsendable(method, text, i, "half a character (a lone surrogate)");
      }
      i += Character.charCount(codePoint) - 1;
    }
  }

  private static Rejected unsendable(String method, String text, int index, String what) {
    Position position = Position.at(text, index);
    return new Rejected(
        place(method, position.line(), position.column())
            + what
            + ", which PostgreSQL cannot take. Take it out");
  }

  private static String place(String method, long line, long column) {
    return method + ", line " + line + ", column " + column + ": ";
  }
}
