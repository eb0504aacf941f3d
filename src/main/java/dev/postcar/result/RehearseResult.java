package dev.postcar.result;

import dev.postcar.PostcarException;
import java.time.Duration;
import java.util.List;

/**
 * What migrations did to traffic, on a database that is not the real one.
 *
 * @param selected which migrations were measured, in a few words
 * @param data what was in the tables, in a few words
 * @param traffic what used them, in a few words
 * @param seed that repeats the traffic
 * @param migrations in the order in which they ran
 * @param before the traffic before the first of them
 * @param after the traffic after the last one
 * @param broken statements of the traffic that the migrations broke
 * @param notes what was left out, and the limits of what was measured
 * @param timeline each transaction of the traffic, in the order of the schedule; not in the JSON
 *     form
 */
public record RehearseResult(
    String selected,
    String data,
    String traffic,
    long seed,
    List<RehearsedMigration> migrations,
    Figures before,
    Figures after,
    List<BrokenStatement> broken,
    List<String> notes,
    List<Transaction> timeline)
    implements Result {

  /** Takes copies. */
  public RehearseResult {
    migrations = List.copyOf(migrations);
    broken = List.copyOf(broken);
    notes = List.copyOf(notes);
    timeline = List.copyOf(timeline);
  }

  /**
   * One migration.
   *
   * @param id its full name
   * @param statements in order; a code migration is one statement
   * @param retries failed attempts, each followed by another; the first one first
   * @param tempBytes temporary files of the database meanwhile
   * @param failure why it was given up after the last attempt; null if it was applied
   */
  public record RehearsedMigration(
      String id,
      List<RehearsedStatement> statements,
      List<Attempt> retries,
      long tempBytes,
      String failure) {}

  /**
   * A failed attempt of a migration.
   *
   * @param statement number of the statement that failed, from 1
   * @param sqlState such as 55P03 or 40P01
   * @param message as the server says it
   * @param atMs milliseconds since the traffic began
   */
  public record Attempt(int statement, String sqlState, String message, long atMs) {}

  /**
   * One statement; the figures are of all its attempts.
   *
   * @param sql as it is written; null for code
   * @param startMs of the last attempt, milliseconds since the traffic began
   * @param durationMs of the last attempt, milliseconds; the last statement of a transaction with
   *     its commit
   * @param locks of tables that existed before it, in the order in which they were taken
   * @param peakQueue how many sessions waited at once behind the migration
   * @param queues the longest queue behind each lock
   * @param traffic that was under way meanwhile
   * @param walBytes write-ahead log of the whole server meanwhile, the traffic's with it
   */
  public record RehearsedStatement(
      String sql,
      long startMs,
      long durationMs,
      List<HeldLock> locks,
      int peakQueue,
      List<Queue> queues,
      Figures traffic,
      long walBytes) {

    /**
     * The longest wait of the traffic for a lock.
     *
     * @return milliseconds; 0 where none was seen
     */
    public long maxWaitMs() {
      return traffic.maxWaitMs();
    }
  }

  /**
   * A lock that a statement took.
   *
   * @param relation its name, with its schema unless that is {@code public}
   * @param mode as pg_locks has it
   * @param heldMs milliseconds, until its transaction ended
   */
  public record HeldLock(String relation, String mode, long heldMs) {}

  /**
   * A queue behind a lock.
   *
   * @param object what is locked
   * @param holder who has it
   * @param head who waits first, and for which mode
   * @param length how many waited at most
   * @param waitedMs the longest wait that was seen in it, milliseconds
   */
  public record Queue(String object, String holder, String head, int length, long waitedMs) {}

  /**
   * The traffic of a time.
   *
   * @param readers transactions that only read, without the slow reader
   * @param writers transactions that write
   * @param failed that ended with an error
   * @param deadlocked of the failed ones, those that a deadlock ended
   */
  public record Figures(Latency readers, Latency writers, long failed, long deadlocked) {

    /**
     * The longest wait of a reader or a writer for a lock.
     *
     * @return milliseconds; 0 where none was seen
     */
    public long maxWaitMs() {
      return Math.max(readers.maxWaitMs, writers.maxWaitMs);
    }
  }

  /**
   * How long transactions took, each counted from the moment for which it was scheduled. Counted is
   * each that was under way at any moment of the time.
   *
   * @param count how many
   * @param p50Micros microseconds that half of them took at most
   * @param p99Micros microseconds that 99 of 100 took at most
   * @param maxMicros microseconds of the longest
   * @param maxWaitMs milliseconds of the longest wait for a lock that was seen; 0 for none
   */
  public record Latency(
      long count, long p50Micros, long p99Micros, long maxMicros, long maxWaitMs) {}

  /**
   * A statement of the traffic that failed since a migration, as an application's would that is not
   * deployed again.
   *
   * @param traffic which statement, in a few words
   * @param error as the server says it
   * @param count how often it failed
   * @param migration the one during or after which it failed first
   */
  public record BrokenStatement(String traffic, String error, long count, String migration) {}

  /**
   * One transaction of the traffic. All times are microseconds since the traffic began.
   *
   * @param kind what it does
   * @param writes whether it writes
   * @param scheduled when it was to start
   * @param started when it was sent; negative if it never was
   * @param ended when its answer was complete
   * @param sqlState of its error; null where it went well
   * @param waits of its sessions for locks
   */
  public record Transaction(
      String kind,
      boolean writes,
      long scheduled,
      long started,
      long ended,
      String sqlState,
      List<Wait> waits) {}

  /**
   * A wait for a lock. Both times are microseconds since the traffic began.
   *
   * @param from when it began
   * @param to when it was seen last
   */
  public record Wait(long from, long to) {}

  /**
   * The longest wait of the traffic for a lock during a statement.
   *
   * @return milliseconds; 0 where none was seen
   */
  public long maxWaitMs() {
    return migrations.stream()
        .flatMap(migration -> migration.statements().stream())
        .mapToLong(RehearsedStatement::maxWaitMs)
        .max()
        .orElse(0);
  }

  /**
   * This, if nobody waited that long and each migration was applied.
   *
   * @param failOn the shortest wait that is a finding; null for none
   * @return this
   * @throws PostcarException.Findings if somebody did, or a migration was given up
   */
  public RehearseResult orFindings(Duration failOn) {
    for (RehearsedMigration migration : migrations) {
      if (migration.failure() != null) {
        throw new PostcarException.Findings(
            migration.id() + " was not applied under this load: " + migration.failure(), this);
      }
    }
    if (failOn != null && maxWaitMs() >= failOn.toMillis()) {
      throw new PostcarException.Findings(
          "The traffic waited %d ms for a lock; the limit is %d ms."
              .formatted(maxWaitMs(), failOn.toMillis()),
          this);
    }
    return this;
  }
}
