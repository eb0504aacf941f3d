package dev.postcar.internal.session;

import dev.postcar.PostcarException;
import dev.postcar.internal.sql.PasswordLiteral;
import java.lang.reflect.InvocationTargetException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in one line why the server cannot be reached. */
public final class ConnectFailure {

  // 08001 refused or not found, 57P03 starting up, 53300 too many connections.
  private static final Set<String> PASSING = Set.of("08001", "57P03", "53300");

  private static final Pattern REFUSED =
      Pattern.compile("Connection to (\\S+) refused\\. Check that the hostname ");

  private ConnectFailure() {}

  /** Returns whether waiting may help; it never does for a wrong password. */
  static boolean mayPass(SQLException e) {
    return PASSING.contains(String.valueOf(e.getSQLState()));
  }

  /**
   * Returns whether the database may answer later what it did not answer now: its server is not up
   * yet, is full or went away, or the database is not made yet.
   *
   * @return false for one that was turned down, such as a wrong password
   */
  public static boolean mayComeUp(PostcarException.Connection failure) {
    String state =
        failure.getCause() instanceof SQLException e ? String.valueOf(e.getSQLState()) : "";
    boolean turnedDown = state.equals("08004");
    return (state.startsWith("08") && !turnedDown)
        || state.startsWith("57P")
        || state.equals("53300")
        || state.equals("3D000");
  }

  /**
   * The failure, or one of its message alone if anything in it shows a password: the driver quotes
   * a URL that it cannot parse, and whoever prints a failure prints its causes.
   */
  static SQLException printable(SQLException e) {
    return ServerSaid.without(e, PasswordLiteral::masked);
  }

  /**
   * The failure as it is reported.
   *
   * @param place which database it is and who asks; empty where that is not known
   */
  static PostcarException of(SQLException e, String place, Duration waited) {
    // A pool that waited in vain has the driver's failure as its cause.
    if (e instanceof SQLTransientConnectionException && e.getCause() instanceof SQLException why) {
      return of(why, place, waited);
    }
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
          default ->
              e instanceof SQLTransientConnectionException
                  ? "free a connection of the pool, or make the pool larger."
                  : "check the connection settings with \"postcar config\".";
        };
    String text =
        e.getCause() instanceof UnixSocket.Refused refused
            ? refused.getMessage()
            : e.getCause() instanceof SocketTimeoutException late
                ? late.getMessage()
                : e.getCause() instanceof UnknownHostException unknown
                    ? "unknown host "
                        + String.valueOf(unknown.getMessage()).replaceFirst("^.*@", "")
                    : e.getCause() instanceof InvocationTargetException made
                        ? ServerSaid.of((SQLException) made.getCause())
                        : plain(ServerSaid.of(e));
    Matcher refused = REFUSED.matcher(String.valueOf(e.getMessage()));
    String where = place.isEmpty() && refused.lookingAt() ? refused.group(1) : place;
    return new PostcarException.Connection(
        "Cannot connect"
            + (where.isEmpty() ? "" : " to " + where)
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
    return REFUSED.matcher(said).lookingAt() ? "connection refused" : said;
  }
}
