package dev.postcar.internal.session;

import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.jdbc.PreferQueryMode;

/** How a connection was found, so that a caller's is given back like that. */
record CallerConnectionState(
    boolean callers,
    boolean autocommit,
    PreferQueryMode mode,
    int threshold,
    boolean readOnly,
    int networkTimeout) {

  static CallerConnectionState of(PgConnection connection, boolean callers) throws SQLException {
    return new CallerConnectionState(
        callers,
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
    boolean nobodys =
        networkTimeout == 0 || (!callers && networkTimeout == Connections.FIRST_ANSWER);
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
