package dev.postcar.internal.session;

import dev.postcar.PostcarException;
import dev.postcar.internal.sql.PasswordLiteral;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;

/** Says in one line why the server cannot be reached. */
final class ConnectFailure {

  // 08001 refused or not found, 57P03 starting up, 53300 too many connections.
  private static final Set<String> PASSING = Set.of("08001", "57P03", "53300");

  private ConnectFailure() {}

  /** Returns whether waiting may help; it never does for a wrong password. */
  static boolean mayPass(SQLException e) {
    return PASSING.contains(String.valueOf(e.getSQLState()));
  }

  /**
   * The failure, or one of its message alone if anything in it shows a password: the driver quotes
   * a URL that it cannot parse, and whoever prints a failure prints its causes.
   */
  static SQLException printable(SQLException e) {
    StringWriter whole = new StringWriter();
    for (SQLException one = e; one != null; one = one.getNextException()) {
      one.printStackTrace(new PrintWriter(whole));
    }
    if (PasswordLiteral.masked(whole.toString()).equals(whole.toString())) {
      return e;
    }
    SQLException masked =
        new SQLException(
            PasswordLiteral.masked(String.valueOf(e.getMessage())),
            e.getSQLState(),
            e.getErrorCode());
    masked.setStackTrace(e.getStackTrace());
    return masked;
  }

  static PostcarException of(SQLException e, String place, Duration waited) {
    String advice =
        switch (String.valueOf(e.getSQLState())) {
          case "28P01", "28000" -> "check the user and the password, and pg_hba.conf.";
          case "3D000" -> "create the database, or name another one.";
          case "53300" -> "wait for a free connection with --wait-for-db.";
          case "57P03" -> "wait with --wait-for-db until the server is up.";
          case "08006", "57P01", "57P02" -> "rerun the command once the server answers.";
          case "08001" -> "check host and port, or wait for the server with --wait-for-db.";
          case "08004" ->
              String.valueOf(e.getMessage()).contains("cleartext password")
                  ? ""
                  : String.valueOf(e.getMessage()).contains("password")
                      ? "give the password in POSTCAR_PASSWORD, PGPASSWORD, ~/.pgpass or the conf script."
                      : "check user, password and sslmode.";
          default -> "check the connection settings with \"postcar config\".";
        };
    String text =
        e.getCause() instanceof UnixSocket.Refused refused
            ? refused.getMessage()
            : e.getCause() instanceof UnknownHostException unknown
                ? "unknown host " + unknown.getMessage()
                : e.getCause() instanceof InvocationTargetException made
                    ? ServerSaid.of((SQLException) made.getCause())
                    : plain(ServerSaid.of(e));
    return new PostcarException.Connection(
        "Cannot connect"
            + (place.isEmpty() ? "" : " to " + place)
            + ": "
            + text
            + (waited.isZero() ? "" : " (waited " + waited.toSeconds() + " s)")
            + (text.endsWith(".") ? "" : ".")
            + (advice.isEmpty() ? "" : "\nNext: " + advice),
        e);
  }

  /** The driver's own words for what people know by shorter ones. */
  private static String plain(String said) {
    if (said.contains("the password is an empty string")
        || said.contains("no password was provided")) {
      return "the server asked for a password and none was given";
    }
    return said.replaceFirst(
        "Connection to \\S+ refused\\. Check that the hostname .*", "connection refused");
  }
}
