package dev.postcar.result;

import dev.postcar.Direction;
import java.util.List;

/**
 * What an operation would do.
 *
 * @param database the database's name
 * @param server the server it is on
 * @param plan in the order in which it would be done
 * @param pending how many a migrate has to do now
 * @param views what would be done to managed views, in order
 * @param drops tables, columns and schemas that a rollback would drop, as far as its SQL names them
 */
public record PlanResult(
    String database,
    ServerAddress server,
    List<PlannedStep> plan,
    int pending,
    List<ViewChange> views,
    List<Drop> drops)
    implements Result {

  /**
   * One migration's part.
   *
   * @param id its full name
   * @param direction which way
   * @param sql what would be sent; null for code
   * @param stored whether that is the SQL as it was applied rather than the class's
   * @param recorded whether it is only recorded, as a squash of what is applied
   */
  public record PlannedStep(
      String id, Direction direction, String sql, boolean stored, boolean recorded) {}

  /**
   * Something that would be dropped, and the rows that would go with it.
   *
   * @param migration the full name of the migration whose rollback drops it
   * @param kind what it is
   * @param name its name, with its schema unless that is {@code public}
   * @param tables how many tables it has; 1 for a table or a column
   * @param rows how many there are; of a column, if counted, those with a value; null where neither
   *     statistics nor a count say
   * @param counted whether they were counted; false for an estimate
   */
  public record Drop(
      String migration, Kind kind, String name, int tables, Long rows, boolean counted) {

    /** What can be dropped. */
    public enum Kind {
      /** A table with its partitions. */
      TABLE,
      /** A column of a table. */
      COLUMN,
      /** A schema with its tables. */
      SCHEMA
    }

    /** Whether it may hold rows. */
    public boolean mayHoldRows() {
      return rows == null || rows > 0;
    }
  }
}
