package dev.postcar.result;

import dev.postcar.HintLevel;
import java.util.List;

/**
 * The safe form of a migration.
 *
 * @param id the migration's full name
 * @param parts the migrations that replace it, in order; empty where it needs no other form
 * @param left the hints for which there is no form
 * @param proof what was compared on scratch databases; empty where there are no parts
 * @param rehearsed the original and the safe form under traffic, in this order; empty where they
 *     were not rehearsed
 * @param files the source files that were written; empty where nothing was written
 */
public record SaferResult(
    String id,
    List<Part> parts,
    List<Left> left,
    List<Check> proof,
    List<Rehearsed> rehearsed,
    List<String> files)
    implements Result {

  /**
   * A migration.
   *
   * @param id its full name
   * @param transactional whether it runs in a transaction
   * @param batches whether it is code that repeats its SQL in batches
   * @param lockTimeout how long a statement may wait for a lock, such as {@code 200ms}; null for
   *     the configured time
   * @param forward SQL
   * @param rollback SQL; null for none
   * @param deploy the code that must be deployed before it; null for none
   */
  public record Part(
      String id,
      boolean transactional,
      boolean batches,
      String lockTimeout,
      String forward,
      String rollback,
      String deploy) {}

  /**
   * A hint without a form.
   *
   * @param hint its id
   * @param level how much it matters
   * @param reason why there is none
   */
  public record Left(String hint, HintLevel level, String reason) {}

  /**
   * A line of the proof.
   *
   * @param name what was compared
   * @param proven whether it is as it must be
   * @param detail what was seen
   */
  public record Check(String name, boolean proven, String detail) {}

  /**
   * One form under traffic. Latencies count from the moment for which a transaction was scheduled.
   *
   * @param form {@code original} or {@code safe form}
   * @param measured false where no traffic could be made: then {@code failure} says why, and there
   *     are no figures
   * @param durationMs of its statements, milliseconds
   * @param readersWaitMs the longest wait of a reader for a lock, milliseconds; 0 where none was
   *     seen
   * @param writersWaitMs the longest wait of a writer for a lock, milliseconds
   * @param p99Micros microseconds that 99 of 100 transactions took at most, readers or writers,
   *     during the statement that was worst
   * @param quietP99Micros the same before the first statement
   * @param failed transactions that ended with an error
   * @param failure why it was given up, or not measured; null if it was applied
   */
  public record Rehearsed(
      String form,
      boolean measured,
      long durationMs,
      long readersWaitMs,
      long writersWaitMs,
      long p99Micros,
      long quietP99Micros,
      long failed,
      String failure) {}

  /** Takes copies. */
  public SaferResult {
    parts = List.copyOf(parts);
    left = List.copyOf(left);
    proof = List.copyOf(proof);
    rehearsed = List.copyOf(rehearsed);
    files = List.copyOf(files);
  }

  /**
   * The same with other files.
   *
   * @param written as they are to be shown; not null
   * @return a copy
   */
  public SaferResult withFiles(List<String> written) {
    return new SaferResult(id, parts, left, proof, rehearsed, written);
  }

  /**
   * Returns whether there is a safe form and all of its proof holds.
   *
   * @return false where there is none
   */
  public boolean proven() {
    return !parts.isEmpty() && proof.stream().allMatch(Check::proven);
  }
}
