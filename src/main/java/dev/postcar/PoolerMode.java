package dev.postcar;

/**
 * Whether a connection pooler, such as PgBouncer, stands between postcar and the server.
 *
 * <p>Behind one that hands out a server session for a transaction only, session locks and settings
 * would go astray: postcar then relies on the history's fence alone and refuses {@link
 * NonTransactional} migrations.
 */
public enum PoolerMode {
  /**
   * Found out: the process id of the connection's start differs from {@code pg_backend_pid()}. Both
   * kinds of pool then count as {@link #TRANSACTION}.
   */
  AUTO,
  /** One that keeps the server session for the whole connection: as without a pooler. */
  SESSION,
  /** One that may change the server session between two transactions. */
  TRANSACTION,
  /** None. */
  OFF
}
