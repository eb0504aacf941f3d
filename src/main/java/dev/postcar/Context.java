package dev.postcar;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** What a {@link CodeMigration} works with. */
public interface Context {

  /**
   * The connection that also holds the runner lock. To close it raises an error.
   *
   * <p>Within a transactional migration it is in the transaction of the history row, so that
   * commit, rollback and {@code setAutoCommit} raise an error too. Within a {@link
   * NonTransactional} one it is in autocommit; a transaction that the code begins it must end.
   *
   * @return the connection, never null
   */
  Connection connection();

  /**
   * Which way the migration is going.
   *
   * @return never null
   */
  Direction direction();

  /**
   * Shows the operator something.
   *
   * @param text one line; not null
   */
  void say(String text);

  /**
   * Reports how far the work has come.
   *
   * @param done units done so far
   * @param total units in all, or a negative number where that is not known
   */
  void progress(long done, long total);

  /**
   * Repeats a statement without a pause in between; see {@link #inBatches(String, Duration)}.
   *
   * @param sql one bounded UPDATE or DELETE
   * @return how many rows it touched in all
   * @throws SQLException as the server says
   */
  default long inBatches(String sql) throws SQLException {
    return inBatches(sql, Duration.ZERO);
  }

  /**
   * Repeats one statement, each round committed by itself, until a round touches no row: a backfill
   * that holds few locks, each for a short time. After each round it reports the {@linkplain
   * #progress progress} and checks whether the operator wants to end the run.
   *
   * <p>The statement must choose its own next rows, and no row twice:
   *
   * <pre>{@code
   * update book set slug = lower(title)
   *  where id in (select id from book where slug is null order by id limit 1000)
   * }</pre>
   *
   * <p>The bookkeeping keeps how many rows each call has touched, in the transaction of its newest
   * round. After an interruption {@code postcar resume} runs the code again: a call that had ended
   * is passed over if its text is the same, and the others continue where rows are left. Where the
   * code has also used {@link #connection()}, only a {@link CodeMigration#resume(Context)} of its
   * own can continue it; there no call is passed over. A round that ends with a lock timeout, a
   * deadlock or a serialization failure is repeated as a migration would be.
   *
   * @param sql one statement that touches a bounded number of rows
   * @param pause how long to leave the server to others after each round; zero for not at all
   * @return how many rows it touched in all, those of an interrupted run included
   * @throws IllegalStateException in a migration that is not {@link NonTransactional}, or within a
   *     transaction that its code has opened
   * @throws IllegalArgumentException if the text is not one statement, or the pause negative
   * @throws SQLException as the server says, or with SQLSTATE 57014 when the operator ends the run
   */
  default long inBatches(String sql, Duration pause) throws SQLException {
    return inBatches(sql, Throttle.none().pause(pause));
  }

  /**
   * Repeats a statement like {@link #inBatches(String, Duration)}, and pauses between two rounds
   * while the server has too much to do. Each pause is reported with its reason.
   *
   * <p>A statement that says {@code key > :after} goes through a table by key, which is one column,
   * NOT NULL, with a unique index of its own. It ends as below; other conditions go into the
   * parentheses. Each round begins after the last key of the one before, the first one at the
   * beginning. The bookkeeping keeps the key with the count, so that a resumed run begins after it
   * too. So every row is visited once, and the statement need not recognize the rows that are done:
   *
   * <pre>{@code
   * update book set price = price * 1.2
   *  where id in (select id from book where id > :after order by id limit 1000)
   * returning id
   * }</pre>
   *
   * @param sql one statement that touches a bounded number of rows; without RETURNING unless it
   *     says {@code :after}
   * @param throttle when to pause; not null
   * @return how many rows it touched in all, those of an interrupted run included
   * @throws IllegalStateException in a migration that is not {@link NonTransactional}, within a
   *     transaction that its code has opened, or where an interrupted round by key had another
   *     statement
   * @throws IllegalArgumentException if the text is not one statement, says {@code :after} in
   *     another way, or its key is not unique
   * @throws SQLException as the server says; with SQLSTATE 57014 when the operator ends the run,
   *     and 53400 when a pause lasts longer than {@link Throttle#atMost()}
   */
  long inBatches(String sql, Throttle throttle) throws SQLException;
}
