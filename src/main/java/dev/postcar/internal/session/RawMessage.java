package dev.postcar.internal.session;

import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.List;
import org.postgresql.core.Field;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.TransactionState;
import org.postgresql.core.Tuple;
import org.postgresql.jdbc.PgConnection;

/**
 * One message of the simple query protocol (documentation section 54.2.2.1), sent as it is: the
 * server splits it, and answers each statement until one fails.
 *
 * <p>The JDBC API does not show which statements came before an error; the driver's own layer does.
 */
public final class RawMessage {

  private static final int FLAGS =
      QueryExecutor.QUERY_EXECUTE_AS_SIMPLE
          | QueryExecutor.QUERY_NO_RESULTS
          | QueryExecutor.QUERY_SUPPRESS_BEGIN;

  private RawMessage() {}

  /**
   * What came back.
   *
   * @param completed how many statements the server finished
   * @param error what ended the message; null where nothing did
   */
  public record Answer(int completed, SQLException error) {}

  /** Receives the server's notices, as soon as it says it. */
  @FunctionalInterface
  public interface Notices {
    /** Says nothing. */
    Notices NONE = (completed, notice) -> {};

    /**
     * Hears one.
     *
     * @param completed how many statements of the message were finished before
     * @param notice what was said
     */
    void on(int completed, SQLWarning notice);

    /**
     * Hears of a statement that returned no rows.
     *
     * @param status the command's tag, such as {@code INSERT 0 5}
     * @param rows how many it touched
     */
    default void finished(String status, long rows) {}
  }

  /**
   * Sends a message and waits for the whole answer. Rows that the statements return are dropped.
   *
   * @param connection outside any use by others
   * @param sql the message
   * @param notices receives the server's notices
   * @return what came back; an error is part of it, never thrown
   */
  public static Answer send(PgConnection connection, String sql, Notices notices) {
    Counter counter = new Counter(notices);
    QueryExecutor executor = connection.getQueryExecutor();
    try {
      Query query = executor.createQuery(sql, false, false).query;
      executor.execute(query, null, counter, 0, 0, FLAGS);
      return new Answer(counter.completed, counter.getException());
    } catch (SQLException e) {
      return new Answer(counter.completed, e);
    }
  }

  /** Where the session stands now: outside a transaction, in one, or in a failed one. */
  public static boolean isIdle(PgConnection connection) {
    return connection.getTransactionState() == TransactionState.IDLE;
  }

  /** Returns whether the session is in a failed transaction. */
  public static boolean isFailed(PgConnection connection) {
    return connection.getTransactionState() == TransactionState.FAILED;
  }

  private static final class Counter extends ResultHandlerBase {
    private int completed;
    private final Notices notices;

    Counter(Notices notices) {
      this.notices = notices;
    }

    @Override
    public void handleResultRows(
        Query fromQuery, Field[] fields, List<Tuple> tuples, ResultCursor cursor) {
      completed++;
    }

    @Override
    public void handleCommandStatus(String status, long updateCount, long insertOid) {
      completed++;
      notices.finished(status, updateCount);
    }

    @Override
    public void handleWarning(SQLWarning warning) {
      notices.on(completed, warning);
    }
  }
}
