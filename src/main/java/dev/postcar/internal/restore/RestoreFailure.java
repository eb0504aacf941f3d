package dev.postcar.internal.restore;

import dev.postcar.PostcarException;
import dev.postcar.internal.run.RestoreTransaction;
import dev.postcar.internal.session.ServerSaid;
import dev.postcar.internal.sql.PasswordLiteral;
import dev.postcar.internal.sql.Position;
import dev.postcar.internal.sql.SqlSyntaxException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.util.ServerErrorMessage;

/**
 * Says why a dump could not be restored, and where in it.
 *
 * @param name what messages call the dump
 */
record RestoreFailure(String name) {

  private static final Pattern COPY_LINE = Pattern.compile("COPY .*?, line (\\d+)");
  private static final String STATE =
      "State: all of it was rolled back; the database is as empty as before.";
  private static final String BROKEN =
      "State: earlier statements may have been committed. Check the database.";
  private static final int LONGEST_LINE = 160;

  /** The server said no to one of these statements. */
  PostcarException of(List<DumpStatement> sent, RestoreTransaction.Answer answer, long before) {
    SQLException error = answer.error();
    int position = ServerSaid.position(error);
    int index = Math.min(answer.completed(), sent.size() - 1);
    int own = position;
    if (position > 0) {
      // A syntax error stops the whole message before anything of it ran.
      for (index = 0; index < sent.size() - 1; index++) {
        int codePoints = codePoints(sent.get(index).text()) + 2;
        if (own <= codePoints) {
          break;
        }
        own -= codePoints;
      }
    }
    DumpStatement statement = sent.get(index);
    long line = line(statement, error, own);
    StringBuilder text = new StringBuilder();
    text.append(name).append(", line ").append(line).append(": ").append(said(error));
    text.append(" (SQLSTATE ").append(error.getSQLState()).append(")\n  statement ");
    text.append(before + index + 1).append(":\n");
    place(text, statement, own);
    ServerErrorMessage server = ServerSaid.message(error);
    if (server != null) {
      append(text, "DETAIL", server.getDetail());
      append(text, "HINT", server.getHint());
      append(text, "CONTEXT", server.getWhere());
    }
    String reported = PasswordLiteral.hide(text.toString(), statement.text());
    String state =
        server == null && RestoreTransaction.ENDED.equals(error.getSQLState()) ? BROKEN : STATE;
    return failed(
        line,
        reported + "\n" + state + next("fix the dump, or create what it needs"),
        ServerSaid.without(error, said -> PasswordLiteral.hide(said, statement.text())));
  }

  private static void place(StringBuilder text, DumpStatement statement, int position) {
    if (position > 0) {
      Position at = Position.ofServer(statement.text(), position);
      if (at.lineText().length() <= LONGEST_LINE) {
        text.append("    ").append(at.lineText()).append("\n    ").append(at.indent()).append('^');
        return;
      }
    }
    text.append("    ").append(statement.excerpt());
  }

  private static long line(DumpStatement statement, SQLException error, int position) {
    ServerErrorMessage server = ServerSaid.message(error);
    if (position > 0) {
      return statement.statement().line()
          + Position.ofServer(statement.text(), position).line()
          - 1;
    }
    if (statement.isCopy() && server != null && server.getWhere() != null) {
      Matcher matcher = COPY_LINE.matcher(server.getWhere());
      if (matcher.find()) {
        return statement.dataLine() + Long.parseLong(matcher.group(1)) - 1;
      }
    }
    return statement.statement().line();
  }

  /** The dump holds what a restore does not run. */
  PostcarException refused(DumpStatement statement, String why) {
    return new PostcarException.Refusal(
        "Refused: %s, line %s: %s.\n  %s\n%s"
            .formatted(name, statement.statement().line(), why, statement.excerpt(), STATE));
  }

  /** It cannot be cut into statements. */
  PostcarException syntax(SqlSyntaxException e, DumpEncoding encoding) {
    String problem;
    try {
      problem = encoding.decode(e.problem());
    } catch (CharacterCodingException undecodable) {
      problem = e.problem();
    }
    String advice =
        problem.startsWith("psql command")
            ? "; a restore runs SQL and COPY data only (pg_dump without --create writes nothing"
                + " else)"
            : "; the dump is incomplete";
    return new PostcarException.Refusal(
        "Refused: " + name + ", line " + e.line() + ": " + problem + advice + ".\n" + STATE,
        e,
        null);
  }

  /** Its bytes are not what they are said to be. */
  PostcarException encoding(long line, DumpEncoding encoding, CharacterCodingException e) {
    return failed(
        line,
        "%s, line %s: this statement is not valid %s, the encoding that the dump declares.\n%s%s"
            .formatted(name, line, encoding, STATE, next("dump with pg_dump --encoding=UTF8")),
        e);
  }

  /** A NUL would end the message to the server in its middle. */
  PostcarException damaged(long line) {
    String what = ": a zero byte, which SQL never contains: the dump is damaged, or not text.\n";
    return failed(line, name + ", line " + line + what + STATE + next("make another dump"), null);
  }

  /** It cannot be read to its end. */
  PostcarException reading(IOException e) {
    String said =
        e.getMessage() != null
            ? e.getMessage()
            : e instanceof EOFException ? "it was cut off" : e.getClass().getSimpleName();
    return failed(
        0, name + " cannot be read to its end: " + said + "\n" + STATE + next("fix the dump"), e);
  }

  private PostcarException failed(long line, String message, Exception cause) {
    return new PostcarException.RestoreFailed(line, message, cause);
  }

  private static String next(String what) {
    return "\nNext: " + what + ", then rerun the command.";
  }

  private static String said(SQLException error) {
    ServerErrorMessage server = ServerSaid.message(error);
    String text = server == null ? error.getMessage() : server.getMessage();
    return String.valueOf(text).strip().replaceAll("\\s*\\n\\s*", " ");
  }

  private static void append(StringBuilder text, String label, String value) {
    if (value != null && !value.isBlank()) {
      String cut = value.length() > 400 ? value.substring(0, 400) + "…" : value;
      text.append("\n  ").append(label).append(": ").append(cut.strip().replace("\n", "\n    "));
    }
  }

  private static int codePoints(String text) {
    return text.codePointCount(0, text.length());
  }
}
