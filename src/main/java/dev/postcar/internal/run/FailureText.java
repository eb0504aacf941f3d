package dev.postcar.internal.run;

import dev.postcar.Direction;
import dev.postcar.Target;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.session.ServerSaid;
import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.internal.source.JavaSource;
import dev.postcar.internal.sql.PasswordLiteral;
import dev.postcar.internal.sql.Position;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * A failure on the server in the words for the operator: which statement, where, why.
 *
 * @param sql the SQL that was sent for it; empty for code
 * @param error what the server, or the code, said
 * @param statement the number of the statement from 1; 0 where not known
 * @param statementText that statement; empty where not known
 * @param offset where in the SQL, in chars from 0; negative where not known
 */
record FailureText(
    Step step, String sql, Throwable error, int statement, String statementText, int offset) {

  /** SQLSTATEs by which the server refuses a statement in a transaction block or a function. */
  private static final String NO_TRANSACTION = "25001";

  private static final Pattern ADDS_VALUE = Pattern.compile("(?i)\\badd\\s+value\\b");
  private static final int LONGEST_EXCERPT = 80;
  private static final String NO_COMMIT_HERE = "2D000";
  private static final String NEW_ENUM_VALUE = "55P04";
  private static final String STILL_NEEDED = "2BP01";

  /** What create or replace cannot change of a function or a view. */
  private static final Set<String> IN_USE = Set.of("42P13", "42P16");

  private static final String NOT_SUPPORTED = "0A000";

  String sqlState() {
    return error instanceof SQLException e && e.getSQLState() != null ? e.getSQLState() : "XX000";
  }

  ServerErrorMessage server() {
    return error instanceof PSQLException e ? e.getServerErrorMessage() : null;
  }

  /** The server's own message in one line, without severity and position. */
  String reason() {
    return hidden(plainReason());
  }

  /** The same without passwords that the migration's SQL says. */
  String hidden(String text) {
    return PasswordLiteral.hide(text, sql);
  }

  /** What is to be thrown on: without those passwords. */
  Throwable cause() {
    return error instanceof SQLException e ? ServerSaid.without(e, this::hidden) : error;
  }

  private String plainReason() {
    ServerErrorMessage server = server();
    if (server != null && server.getMessage() != null) {
      return server.getMessage();
    }
    String text = error.getMessage() == null ? "" : error.getMessage().strip();
    return error instanceof SQLException
        ? text
        : error.getClass().getSimpleName() + (text.isEmpty() ? "" : ": " + text);
  }

  String detail() {
    return server() == null ? null : hidden(server().getDetail());
  }

  String hint() {
    return server() == null ? null : hidden(server().getHint());
  }

  /** What the operator reads: the first line names the migration, the rest says where and why. */
  String text(String direction, Target.Mode mode, List<Path> sources) {
    StringBuilder text = new StringBuilder();
    text.append(step.id())
        .append(isView() ? method() : direction)
        .append(" failed: ")
        .append(reason().replace("\n", "\n    "));
    if (error instanceof SQLException) {
      text.append(" (SQLSTATE ").append(sqlState()).append(')');
    }
    if (offset >= 0) {
      Position at = Position.at(sql, offset);
      text.append("\n  ");
      if (statement > 0) {
        text.append("statement ").append(statement).append(", ");
      }
      text.append(line(at.line())).append(":\n");
      appendCaret(text, at);
    }
    append(text, "DETAIL", detail());
    append(text, "HINT", hint());
    appendQuery(text);
    append(text, "CONTEXT", server() == null ? null : server().getWhere());
    append(text, "at", offset >= 0 ? writtenAt(sources) : sql.isEmpty() ? thrownAt(sources) : null);
    append(text, "ADVICE", advice(mode));
    return hidden(text.toString());
  }

  /** A line of the SQL; of a file, if this is what the file says. */
  private String line(int line) {
    return isOwn() && step.available().isFile()
        ? step.available().place(step.direction()).line(line)
        : "line " + line;
  }

  /** The line of the class's source; null for a file, or without a source that says this. */
  private String writtenAt(List<Path> sources) {
    JavaSource source =
        isOwn() && !step.available().isFile() ? JavaSource.of(step.id(), sources) : null;
    boolean forward = step.direction() == Direction.FORWARD;
    return source == null ? null : source.place(forward ? "forward" : "rollback", sql, offset);
  }

  /** Whether the SQL is what the class or file says now. */
  private boolean isOwn() {
    AvailableMigration own = step.available();
    return own != null
        && !step.storedSql()
        && sql.equals(step.direction() == Direction.FORWARD ? own.forwardSql() : own.rollbackSql());
  }

  /** The line of the migration's own code in which it was thrown; null where none is to be seen. */
  private String thrownAt(List<Path> sources) {
    for (StackTraceElement frame : error.getStackTrace()) {
      String type = frame.getClassName().replaceFirst("\\$.*", "");
      if (type.equals(step.id().toString()) && frame.getLineNumber() > 0) {
        JavaSource source = JavaSource.of(step.id(), sources);
        return source == null
            ? frame.getFileName() + ":" + frame.getLineNumber()
            : source.line(frame.getLineNumber());
      }
    }
    return null;
  }

  /** The line with a caret under the place; a very long line is cut before and after it. */
  private static void appendCaret(StringBuilder text, Position at) {
    String line = at.lineText();
    String indent = at.indent();
    int from = Math.max(0, at.column() - 1 - LONGEST_EXCERPT);
    if (from > 0) {
      from = line.offsetByCodePoints(0, from);
      line = line.substring(from);
      indent = " ".repeat(LONGEST_EXCERPT);
    }
    if (line.length() > 2 * LONGEST_EXCERPT) {
      line = line.substring(0, 2 * LONGEST_EXCERPT) + "…";
    }
    text.append("    ").append(line).append("\n    ").append(indent).append('^');
  }

  /** The statement inside a function or block; the server counts its code points from 1. */
  private void appendQuery(StringBuilder text) {
    String query = server() == null ? null : server().getInternalQuery();
    int position = query == null ? 0 : server().getInternalPosition();
    if (position < 1 || position > query.codePointCount(0, query.length())) {
      append(text, "QUERY", query);
      return;
    }
    Position at = Position.ofServer(query, position);
    text.append("\n  QUERY").append(query.strip().contains("\n") ? ", line " + at.line() : "");
    appendCaret(text.append(":\n"), at);
  }

  private boolean isView() {
    return !step.isMigration();
  }

  private String method() {
    boolean all = step.id().equals(Step.VIEWS);
    return all ? "" : step.direction() == Direction.FORWARD ? ": up()" : ": down()";
  }

  private static void append(StringBuilder text, String label, String value) {
    if (value != null && !value.isBlank()) {
      text.append("\n  ")
          .append(label)
          .append(label.equals("at") ? " " : ": ")
          .append(value.strip().replace("\n", "\n    "));
    }
  }

  private String advice(Target.Mode mode) {
    String state = sqlState();
    if (isView()) {
      return state.equals(STILL_NEEDED) && step.direction() == Direction.ROLLBACK
          ? "whatever depends on this view must be a managed view that lists it in @Uses: postcar then"
              + " drops that one first, and never cascades. If up() is \"create or replace\", this"
              + " view is replaced instead"
          : step.direction() == Direction.FORWARD && IN_USE.contains(state)
              ? "if another object uses this view, it can only be replaced with the same columns,"
                  + " parameters and type: remove that object in a migration that lists this view in @Rebuilds"
              : null;
    }
    if (state.equals(STILL_NEEDED)
        || (state.equals(NOT_SUPPORTED) && reason().contains("used by a view"))) {
      return "if a managed view blocks it, list the view in @Rebuilds: it is dropped before and"
          + " created again after";
    }
    if (step.isTransactional()
        && ((state.equals(NO_TRANSACTION) && reason().contains("transaction block"))
            || state.equals(NO_COMMIT_HERE))) {
      boolean file = step.available() != null && step.available().isFile();
      return (file
              ? "add the line \"-- postcar: nontransactional\" to the file"
              : "annotate the class with @NonTransactional")
          + ": this statement cannot run in a transaction"
          + without(mode, "; then run");
    }
    if (state.equals(NEW_ENUM_VALUE)) {
      // In one transaction the value may have come with an earlier migration.
      boolean own = mode == Target.Mode.EACH || ADDS_VALUE.matcher(sql).find();
      return (own ? "split it into two migrations: a" : "a")
          + " new enum value can be used only after the commit of the migration that adds it"
          + without(mode, "; run");
    }
    return null;
  }

  /** What all in one transaction cannot do. */
  private static String without(Target.Mode mode, String run) {
    return switch (mode) {
      case EACH -> "";
      case DRY_RUN -> "; a dry run is one transaction, so it fails there in any case";
      default -> run + " without --single-transaction";
    };
  }
}
