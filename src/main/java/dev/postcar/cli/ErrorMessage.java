package dev.postcar.cli;

import dev.postcar.PostcarException;
import dev.postcar.internal.report.TraceText;
import dev.postcar.internal.sql.PasswordLiteral;
import dev.postcar.result.TraceResult;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** A failure as it is printed: for people, or as JSON. */
final class ErrorMessage {

  private ErrorMessage() {}

  /** For people: the message, and the stack trace where it was asked for. */
  static String text(Throwable failure, boolean stackTrace) {
    String text = "postcar: " + message(failure);
    if (stackTrace) {
      StringWriter stack = new StringWriter();
      failure.printStackTrace(new PrintWriter(stack));
      text = text + "\n" + stack.toString().stripTrailing();
    } else if (!(failure instanceof PostcarException) && !isMemory(failure)) {
      text = text + "\nThis is a bug in postcar: please report it with the output of --stacktrace.";
    }
    // The driver quotes what the server says, and an exception of others may say anything.
    return PasswordLiteral.hide(text, null);
  }

  /** As the value of the document's {@code error}. */
  static Map<String, Object> json(Throwable failure) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("kind", failure instanceof PostcarException e ? e.kind() : "defect");
    error.put("message", PasswordLiteral.hide(message(failure), null));
    error.put("exitCode", exitCode(failure));
    error.put("sqlstate", failure.getCause() instanceof SQLException e ? e.getSQLState() : null);
    error.put(
        "migration",
        failure instanceof PostcarException.MigrationFailed e ? e.migration().toString() : null);
    if (failure instanceof PostcarException.RestoreFailed e) {
      error.put("line", e.line());
    }
    ServerErrorMessage server =
        failure.getCause() instanceof PSQLException e ? e.getServerErrorMessage() : null;
    error.put("detail", server == null ? null : PasswordLiteral.hide(server.getDetail(), null));
    error.put("hint", server == null ? null : PasswordLiteral.hide(server.getHint(), null));
    if (failure instanceof PostcarException e && e.resultSoFar().isPresent()) {
      Object result = e.resultSoFar().get();
      error.put(
          "resultSoFar", result instanceof TraceResult trace ? TraceText.document(trace) : result);
    }
    return error;
  }

  static int exitCode(Throwable failure) {
    return failure instanceof PostcarException e ? e.exitCode() : 1;
  }

  private static String message(Throwable failure) {
    if (failure instanceof PostcarException e) {
      return e.commandLineMessage();
    }
    return isMemory(failure)
        ? "The memory of %d MB is full.\nNext: run \"postcar status\" to see what was applied, then rerun the command with POSTCAR_JAVA_OPTS=-Xmx2g."
            .formatted(Runtime.getRuntime().maxMemory() >> 20)
        : failure.toString();
  }

  /** A server may send without an end. */
  private static boolean isMemory(Throwable failure) {
    Throwable at = failure;
    while (at != null && !(at instanceof OutOfMemoryError)) {
      at = at.getCause();
    }
    return at != null;
  }
}
