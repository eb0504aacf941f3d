package dev.postcar.internal.run;

import dev.postcar.internal.plan.Step;
import dev.postcar.internal.session.ServerSaid;
import dev.postcar.internal.sql.SqlScript;
import dev.postcar.internal.sql.SqlSyntaxException;
import dev.postcar.internal.sql.Statement;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.util.ServerErrorMessage;

/**
 * Finds out which statement of a migration a server's error speaks of.
 *
 * <p>Most errors at run time carry no position (documentation section 53.8): the number of
 * statements that the server finished before it says which one failed.
 */
final class Locator {

  private static final Pattern BLOCK =
      Pattern.compile("(?m)^PL/pgSQL.* inline_code_block\\D{1,20}(\\d{1,6})\\b");
  private static final Pattern BODY = Pattern.compile("(?i)^do\\b[^$']*(\\$\\w*\\$|')");

  private Locator() {}

  /**
   * Locates an error in a migration's SQL.
   *
   * @param before how many code points were sent before it in the same message
   * @param finished how many of the migration's own statements were finished
   */
  static FailureText locate(Step step, String sql, int before, SQLException error, int finished) {
    int offset = offset(sql, before, error);
    List<Statement> statements = statements(sql);
    int index = finished;
    if (offset >= 0) {
      for (int i = 0; i < statements.size(); i++) {
        if (statements.get(i).start() <= offset) {
          index = i;
        }
      }
    } else if (finished < statements.size()) {
      offset = (int) inBlock(sql, statements.get(finished), error);
    }
    boolean known = index < statements.size();
    return new FailureText(
        step, sql, error, known ? index + 1 : 0, known ? statements.get(index).text() : "", offset);
  }

  /** The server counts code points from 1, from the beginning of the message. */
  private static int offset(String sql, int before, SQLException error) {
    int position = ServerSaid.position(error) - before;
    if (position < 1 || position > sql.codePointCount(0, sql.length())) {
      return -1;
    }
    return sql.offsetByCodePoints(0, position - 1);
  }

  /** Where a DO block says that it failed, whatever the server's language is; else its begin. */
  private static long inBlock(String sql, Statement statement, SQLException error) {
    ServerErrorMessage server = ServerSaid.message(error);
    String where = server == null ? null : server.getWhere();
    Matcher body = BODY.matcher(statement.text());
    int line = 0;
    for (Matcher said = BLOCK.matcher(where == null ? "" : where); said.find(); ) {
      line = Integer.parseInt(said.group(1));
    }
    if (line == 0 || !body.find()) {
      return statement.start();
    }
    int at = (int) statement.start() + body.end();
    for (int i = 1; i < line && at > 0; i++) {
      at = sql.indexOf('\n', at) + 1;
    }
    while (at > 0 && at < sql.length() && Character.isWhitespace(sql.charAt(at))) {
      at++;
    }
    return at > 0 && at < statement.end() ? at : statement.start();
  }

  private static List<Statement> statements(String sql) {
    try {
      return SqlScript.statements(sql);
    } catch (SqlSyntaxException e) {
      return List.of();
    }
  }
}
