package dev.postcar.internal.source;

import dev.postcar.Direction;
import dev.postcar.internal.sql.Position;
import dev.postcar.internal.sql.SqlScript;
import dev.postcar.internal.sql.SqlSyntaxException;
import dev.postcar.internal.sql.Statement;
import dev.postcar.internal.sql.StatementKind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a migration's SQL must not be. */
final class SqlRules {

  /** What a skeleton says until it is written. */
  private static final Pattern TODO = Pattern.compile("(?i)\\btodo\\b");

  private SqlRules() {}

  static void check(String forward, String rollback, boolean transactional) throws Rejected {
    if (forward == null) {
      throw new Rejected("forward() returns null: return the SQL of this migration");
    }
    List<String> controls = checkForward(SqlPlace.method("forward()"), forward);
    if (rollback != null) {
      controls.addAll(
          check(
              SqlPlace.method("rollback()"),
              rollback,
              "return the SQL that undoes forward(), or null if nothing can"));
    }
    refuse(controls, transactional);
  }

  /** The two parts of a file. */
  static void check(SqlOrigin origin, String forward, String rollback, boolean transactional)
      throws Rejected {
    List<String> controls = checkForward(origin.place(Direction.FORWARD), forward);
    if (rollback != null) {
      SqlPlace place = origin.place(Direction.ROLLBACK);
      if (rollback.isBlank()) {
        throw new Rejected(
            place.line(0)
                + ": no SQL follows: write the SQL that undoes this migration, or remove the line");
      }
      controls.addAll(check(place, rollback, "write the SQL that undoes this migration"));
    }
    refuse(controls, transactional);
  }

  private static List<String> checkForward(SqlPlace place, String forward) throws Rejected {
    return check(place, forward, place.give("at least one statement"));
  }

  static void checkView(SqlPlace upPlace, String up, SqlPlace downPlace, String down)
      throws Rejected {
    checkView(upPlace, up, "the SQL that creates the view");
    checkView(downPlace, down, "the SQL that drops the view");
  }

  private static void checkView(SqlPlace place, String sql, String what) throws Rejected {
    String fix = place.give(what);
    if (sql == null) {
      throw new Rejected(
          place.isFile()
              ? place.name() + " has no \"-- postcar: down\": add it and " + what
              : place.has("null: " + fix));
    }
    refuse(check(place, sql, fix), true);
    List<Statement> statements = statements(place, sql);
    if (statements.isEmpty()) {
      throw new Rejected(place.has("only comments: " + fix));
    }
    for (Statement statement : statements) {
      if (StatementKind.refusesTransaction(statement)) {
        throw new Rejected(
            line(place, statement)
                + " cannot run in a transaction, and views are created and dropped in one: remove"
                + " it");
      }
    }
  }

  /** Checks all but one thing: returns what controls the transaction. */
  private static List<String> check(SqlPlace method, String sql, String fix) throws Rejected {
    if (sql.isBlank()) {
      throw new Rejected(method.has("blank SQL: " + fix));
    }
    checkSendable(method, sql);
    List<Statement> statements = statements(method, sql);
    boolean nothing = sql.replace(";", "").isBlank();
    if (statements.isEmpty() && (nothing || TODO.matcher(sql).find())) {
      throw new Rejected(
          method.has("only " + (nothing ? "semicolons: " : "comments, with a TODO: ") + fix));
    }
    List<String> controls = new ArrayList<>();
    for (Statement statement : statements) {
      if (StatementKind.controlsTransaction(statement)) {
        controls.add(line(method, statement).replaceFirst(": ", ": remove "));
      } else if (misplaced(method, statement) != null) {
        throw new Rejected(misplaced(method, statement));
      }
    }
    return controls;
  }

  private static void refuse(List<String> controls, boolean transactional) throws Rejected {
    if (!controls.isEmpty()) {
      throw new Rejected(
          String.join("; ", controls)
              + (transactional
                  ? ": postcar opens and commits the transaction"
                  : ": postcar commits each statement by itself"));
    }
  }

  private static List<Statement> statements(SqlPlace method, String sql) throws Rejected {
    try {
      return SqlScript.statements(sql);
    } catch (SqlSyntaxException e) {
      throw new Rejected(
          method.column(e.line(), e.column()) + ": " + e.problem() + ": close it where it ends", e);
    }
  }

  /** Null for a statement that may be sent. */
  private static String misplaced(SqlPlace method, Statement statement) {
    String psql = StatementKind.psqlCommand(statement);
    String place = method.line(statement.line()) + ": ";
    if (psql != null) {
      return place + psql + " is a command of psql, not SQL. Remove it";
    }
    if (statement.text().startsWith("\ufeff")) {
      return place + "a byte order mark (U+FEFF) before the statement. Remove it";
    }
    return StatementKind.copiesThroughClient(statement)
        ? line(method, statement)
            + " reads or writes the client's data. Use insert, or a CodeMigration with the driver's"
            + " CopyManager"
        : null;
  }

  private static String line(SqlPlace method, Statement statement) {
    return method.line(statement.line()) + ": \"" + String.join(" ", statement.words()) + "\"";
  }

  /** Refuses what has no form in UTF-8, or none that the server takes (22021). */
  static void checkSendable(SqlPlace method, String text) throws Rejected {
    for (int i = 0; i < text.length(); i++) {
      int codePoint = text.codePointAt(i);
      if (codePoint == 0) {
        throw unsendable(method, text, i, "a NUL character");
      } else if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        throw unsendable(method, text, i, "an unpaired surrogate");
      }
      i += Character.charCount(codePoint) - 1;
    }
  }

  private static Rejected unsendable(SqlPlace method, String text, int index, String what) {
    Position position = Position.at(text, index);
    return new Rejected(
        "%s: %s, which PostgreSQL does not accept. Remove it"
            .formatted(method.column(position.line(), position.column()), what));
  }
}
