package dev.postcar.result;

import dev.postcar.HintLevel;
import dev.postcar.PostcarException;
import java.util.List;

/**
 * What migrations did to the tables of a scratch database, and what of it would hurt in production.
 *
 * @param migrations in the order in which they run
 * @param hints what would hurt; with the sizes of tables known, what matters most comes first
 */
public record TraceResult(List<TracedMigration> migrations, List<Hint> hints) implements Result {

  /**
   * One migration.
   *
   * @param id its full name
   * @param statements in order; a code migration is one statement
   */
  public record TracedMigration(String id, List<TracedStatement> statements) {}

  /**
   * One statement.
   *
   * @param sql as it is written; null for code
   * @param durationMs milliseconds on the scratch database, by the client's clock
   * @param walBytes how much write-ahead log was written meanwhile
   * @param locks of relations that existed before it, the strongest first
   * @param rewrites relations that got a new file
   * @param scans tables that were read from end to end
   * @param minor the names among all these that are no tables: indexes, sequences; not in the JSON
   *     form
   */
  public record TracedStatement(
      String sql,
      long durationMs,
      long walBytes,
      List<Lock> locks,
      List<String> rewrites,
      List<String> scans,
      List<String> minor) {}

  /**
   * A lock.
   *
   * @param relation its name, with its schema unless that is {@code public}
   * @param mode as pg_locks has it
   */
  public record Lock(String relation, String mode) {}

  /**
   * Something that would hurt.
   *
   * @param id which hint
   * @param migration the migration's full name
   * @param statement number of the statement in the migration, from 1
   * @param level how much it matters
   * @param message what happens, and the safer way
   * @param object what it happens to, such as a table; empty where that is no object
   * @param allowed why it is allowed, by {@link dev.postcar.AllowHazard} or the setting {@code
   *     allowHazards}; null where it is not
   */
  public record Hint(
      String id,
      String migration,
      int statement,
      HintLevel level,
      String message,
      String object,
      String allowed) {

    /**
     * Returns whether it is allowed, so that it is neither printed nor counted.
     *
     * @return true if there is a reason
     */
    public boolean isAllowed() {
      return allowed != null;
    }
  }

  /**
   * Counts the hints of at least some level that are not allowed.
   *
   * @param level the least
   * @return how many there are
   */
  public long count(HintLevel level) {
    return hints.stream()
        .filter(hint -> !hint.isAllowed() && hint.level().compareTo(level) >= 0)
        .count();
  }

  /** This, if no hint of that level or above counts; null for none that would be a finding. */
  public TraceResult orFindings(HintLevel level) {
    long found = level == null ? 0 : count(level);
    if (found > 0) {
      throw new PostcarException.Findings(
          found + (found == 1 ? " hint" : " hints") + " of level " + level.text() + " or above.",
          this);
    }
    return this;
  }
}
