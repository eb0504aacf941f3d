package dev.postcar.result;

import dev.postcar.Direction;
import java.util.List;

/**
 * What an operation would do.
 *
 * @param database the database's name
 * @param plan in the order in which it would be done
 * @param pending how many a migrate has to do now
 * @param views what would be done to managed views, in order
 */
public record PlanResult(
    String database, List<PlannedStep> plan, int pending, List<ViewChange> views)
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
}
