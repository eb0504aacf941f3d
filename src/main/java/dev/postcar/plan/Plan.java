package dev.postcar.plan;

import dev.postcar.Direction;
import dev.postcar.Target;
import java.util.List;

/**
 * What is to be done, in order.
 *
 * @param direction which way
 * @param mode in which transactions
 * @param steps in the order in which they run
 * @param pendingBefore how many a migrate had to do when the plan was made
 */
public record Plan(Direction direction, Target.Mode mode, List<Step> steps, int pendingBefore) {

  /** Takes a copy of the steps. */
  public Plan {
    steps = List.copyOf(steps);
  }

  /**
   * Tells whether there is nothing to do.
   *
   * @return true for a plan without steps
   */
  public boolean isEmpty() {
    return steps.isEmpty();
  }

  /**
   * How many a migrate has to do after some of the steps.
   *
   * @param done how many of the steps, from the first
   * @return the number of pending migrations
   */
  public int pendingAfter(int done) {
    if (direction == Direction.FORWARD) {
      int applied =
          (int)
              steps.subList(0, done).stream()
                  .filter(step -> step.action() != Step.Action.ACCEPT)
                  .count();
      return pendingBefore - applied;
    }
    return pendingBefore
        + (int) steps.subList(0, done).stream().filter(step -> step.available() != null).count();
  }
}
