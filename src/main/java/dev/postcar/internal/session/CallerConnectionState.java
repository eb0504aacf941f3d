package dev.postcar.internal.session;

import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.jdbc.PreferQueryMode;

/** How a connection was found, so that a caller's is given back like that. */
record CallerConnectionState(
    boolean callers,
    boolean own,
    boolean autocommit,
    PreferQueryMode mode,
    int threshold,
    boolean readOnly,
    int networkTimeout) {

  /**
   * Looks at it.
   *
   * @param callers whether it is given back as it was found
   * @param own whether postcar has opened it, with a timeout that nobody chose
   */
  static CallerConnectionState of(PgConnection connection, boolean callers, boolean own)
      throws SQLException {
    return new CallerConnectionState(
        callers,
        own,
        connection.getAutoCommit(),
        connection.getQueryExecutor().getPreferQueryMode(),
        connection.getPrepareThreshold(),
        connection.isReadOnly(),
        connection.getNetworkTimeout());
  }

  /**
   * How long an answer may take.
   *
   * @return milliseconds
   */
  int answerMillis(Duration usual) {
    boolean nobodys = networkTimeout == 0 || (own && networkTimeout == Connections.FIRST_ANSWER);
    return nobodys ? (int) Math.min(usual.toMillis(), Integer.MAX_VALUE) : networkTimeout;
  }

  /** Puts back what the driver keeps by itself, and no reset does. */
  void restoreDriverState(PgConnection connection) throws SQLException {
    if (connection.isReadOnly() != readOnly) {
      connection.setReadOnly(readOnly);
    }
  }

  /** Puts back what a session of postcar's sets. */
  void giveBack(PgConnection connection) throws SQLException {
    connection.setPrepareThreshold(threshold);
    connection.getQueryExecutor().setPreferQueryMode(mode);
    connection.setAutoCommit(autocommit);
    connection.setNetworkTimeout(Runnable::run, networkTimeout);
  }
}
