package dev.postcar.junit;

import dev.postcar.PostcarException;
import java.sql.SQLException;

/** Why there is no database to test with; remembered, and not tried again. */
final class PreparationFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PreparationFailure(String message, Throwable cause) {
    super(message, cause, false, false);
  }

  /** A migration failed: the state of the unfinished template is of no interest. */
  static PreparationFailure ofMigration(PostcarException failure) {
    String text = failure.getMessage();
    int state = text.indexOf("\nState:");
    String what = state < 0 ? withoutNext(text) : text.substring(0, state);
    return new PreparationFailure(
        what
            + "\nState: there is no database to copy, so tests of these migrations do not run."
            + "\nNext: fix the migration, then rerun the tests.",
        code(failure));
  }

  /** The migrations cannot be loaded. */
  static PreparationFailure ofSource(PostcarException failure) {
    return new PreparationFailure(
        withoutNext(failure.getMessage())
            + "\nNext: fix the packages of @PostcarTest or the migrations in them.",
        null);
  }

  /** The server cannot be used. */
  static PreparationFailure ofServer(String server, Throwable failure) {
    String text = String.valueOf(failure.getMessage());
    return new PreparationFailure(
        "The test server "
            + server
            + " cannot be used: "
            + text
            + (text.contains("\nNext:")
                ? ""
                : "\nNext: check the server, and that the login may create databases."),
        null);
  }

  private static String withoutNext(String text) {
    int next = text.indexOf("\nNext:");
    return next < 0 ? text : text.substring(0, next);
  }

  /** What a code migration threw: only its stack trace shows more than the message does. */
  private static Throwable code(Throwable failure) {
    Throwable cause = failure.getCause();
    while (cause instanceof PostcarException) {
      cause = cause.getCause();
    }
    return cause instanceof SQLException ? null : cause;
  }
}
