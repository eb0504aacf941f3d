package dev.postcar.result;

import dev.postcar.MigrationState;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;

/**
 * One migration in full. What does not apply is null.
 *
 * @param database the database's name
 * @param id its full name
 * @param packageName its Java package
 * @param name its simple class name
 * @param sequence its number
 * @param state what it is
 * @param checksum of its SQL as it is now; of what was applied where the class is gone
 * @param code whether it is Java code, which has no SQL; of what was applied where the class is
 *     gone
 * @param transactional whether its class runs in one transaction; null where that is gone
 * @param requires what its class requires, by full name
 * @param requiredBy what requires it, by full name
 * @param sql its forward SQL as it is now
 * @param appliedSql its forward SQL as it was applied or recorded last
 * @param rollbackSql its rollback SQL as it is now
 * @param appliedRollbackSql its rollback SQL as it was stored last
 * @param diff from what was applied to what it is now, in unified form; empty where both are the
 *     same
 * @param history every time that it was applied or recorded, the oldest first
 * @param statements the journal of the last time, where it ran outside a transaction
 * @param lastError its newest failure
 * @param lastStack that failure's stack trace
 */
public record ShowResult(
    String database,
    String id,
    String packageName,
    String name,
    BigInteger sequence,
    MigrationState state,
    String checksum,
    boolean code,
    Boolean transactional,
    List<String> requires,
    List<String> requiredBy,
    String sql,
    String appliedSql,
    String rollbackSql,
    String appliedRollbackSql,
    List<String> diff,
    List<HistoryRow> history,
    List<JournalRow> statements,
    LogResult.LoggedEvent lastError,
    String lastStack)
    implements Result {

  /**
   * One time that it was applied or recorded.
   *
   * @param state what the row says: started, applied, marked, skipped, reverting or reverted
   * @param checksum as it was then
   * @param appliedAt when, by the server's clock
   * @param appliedBy the role that was logged in
   * @param durationMs milliseconds by the server's clock
   * @param postcarVersion which postcar
   * @param revertedAt when it was undone; null where it was not
   */
  public record HistoryRow(
      String state,
      String checksum,
      Instant appliedAt,
      String appliedBy,
      Long durationMs,
      String postcarVersion,
      Instant revertedAt) {}

  /**
   * One statement of a migration that ran outside a transaction.
   *
   * @param direction forward or rollback
   * @param number from 1
   * @param state started or done
   * @param sql the statement
   * @param startedAt by the server's clock
   * @param finishedAt by the server's clock; null where it is not done
   * @param rows how many a batch of code has touched so far; null for a statement
   */
  public record JournalRow(
      String direction,
      int number,
      String state,
      String sql,
      Instant startedAt,
      Instant finishedAt,
      Long rows) {}
}
