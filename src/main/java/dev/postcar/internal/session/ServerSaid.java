package dev.postcar.internal.session;

import dev.postcar.PostcarException;
import dev.postcar.internal.sql.PasswordLiteral;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What the server, or the driver, said, in one line and without what it adds around it. */
public final class ServerSaid {

  private ServerSaid() {}

  /**
   * Returns whether an error ended the session: one that no server message came with, or a fatal
   * one. What the server answers with severity ERROR leaves the session alive, whatever its
   * SQLSTATE.
   */
  static boolean isEnd(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    if (message(e) == null) {
      return state.startsWith("08");
    }
    // In another language (lc_messages) it is the closed connection that tells.
    String severity = String.valueOf(message(e).getSeverity());
    return severity.equals("FATAL") || severity.equals("PANIC");
  }

  /**
   * The server's message, else the driver's, which may quote a URL; one line, without a full stop
   * at its end.
   *
   * @param e what was thrown
   */
  public static String of(SQLException e) {
    String text =
        isServers(e)
            ? message(e).getMessage()
            : PasswordLiteral.masked(String.valueOf(e.getMessage()));
    return String.valueOf(text).strip().replaceAll("\\s*\\n\\s*", " ").replaceFirst("\\.$", "");
  }

  /**
   * Puts a failure to connect in the place of what the driver throws where an answer breaks the
   * protocol: an array of negative length, a column that is not there. Some other program may be
   * listening.
   *
   * @param e any failure
   * @return the same where the driver's reading of answers did not throw it
   */
  public static Throwable orBrokenProtocol(Throwable e) {
    boolean drivers =
        e instanceof RuntimeException
            && Arrays.stream(e.getStackTrace())
                .map(StackTraceElement::getClassName)
                .filter(name -> !name.startsWith("java."))
                .findFirst()
                .filter(name -> name.startsWith("org.postgresql."))
                .isPresent();
    return drivers
        ? new PostcarException.Connection(
            "The server's answer breaks the protocol of PostgreSQL: "
                + PasswordLiteral.masked(e.toString())
                + ".\nState: not known.\nNext: check which program listens there, then run \"postcar status\".",
            e)
        : e;
  }

  /**
   * A failure, or one of its message alone if anything in it is a secret: whoever prints a failure
   * prints its causes.
   *
   * @param hide hides what is secret in a text
   */
  public static SQLException without(SQLException e, UnaryOperator<String> hide) {
    StringWriter whole = new StringWriter();
    for (SQLException one = e; one != null; one = one.getNextException()) {
      one.printStackTrace(new PrintWriter(whole));
    }
    if (hide.apply(whole.toString()).equals(whole.toString())) {
      return e;
    }
    SQLException hidden =
        new SQLException(
            hide.apply(String.valueOf(e.getMessage())), e.getSQLState(), e.getErrorCode());
    hidden.setStackTrace(e.getStackTrace());
    return hidden;
  }

  /** The server's message with its fields; null where none came. */
  public static ServerErrorMessage message(Throwable e) {
    return e instanceof PSQLException own ? own.getServerErrorMessage() : null;
  }

  /** Where in what was sent the server saw the error, in code points from 1; 0 where unknown. */
  public static int position(Throwable e) {
    return message(e) == null ? 0 : message(e).getPosition();
  }

  /** Whether the server said it, rather than the driver or postcar. */
  public static boolean isServers(SQLException e) {
    return message(e) != null && message(e).getMessage() != null;
  }
}
