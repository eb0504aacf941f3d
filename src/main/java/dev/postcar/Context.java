package dev.postcar;

import java.sql.Connection;

/** What a {@link CodeMigration} works with. */
public interface Context {

  /**
   * The connection that also holds the runner lock and the transaction of the history row. Commit,
   * rollback and close are postcar's: calling them raises an error.
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
   * Tells the operator something.
   *
   * @param text one line; not null
   */
  void say(String text);

  /**
   * Tells how far the work has come.
   *
   * @param done units done so far
   * @param total units in all, or a negative number where that is not known
   */
  void progress(long done, long total);
}
