package dev.postcar.internal.plan;

import dev.postcar.Direction;
import dev.postcar.MigrationId;
import dev.postcar.Target;
import dev.postcar.internal.history.Recorded;
import dev.postcar.result.MigrationResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

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
   * Returns whether there is nothing to do.
   *
   * @return true for a plan without steps
   */
  public boolean isEmpty() {
    return steps.isEmpty();
  }

  /**
   * The migrations and views whose classes the steps use.
   *
   * @return in the order in which they run
   */
  public List<MigrationId> migrations() {
    List<MigrationId> used = new ArrayList<>();
    for (Step step : steps) {
      if (step.available() != null) {
        used.add(step.id());
      }
      raises(step).filter(raise -> !raise.stored()).map(ViewWork.Raise::id).forEach(used::add);
    }
    return used.stream().distinct().toList();
  }

  /**
   * Returns whether the classes of all steps are loaded.
   *
   * @return false if one of them is only known by its outline
   */
  public boolean isLoaded() {
    return steps.stream()
        .allMatch(
            step ->
                (step.available() == null || step.available().instance() != null)
                    && raises(step).allMatch(ViewWork.Raise::isLoaded));
  }

  private static Stream<ViewWork.Raise> raises(Step step) {
    return Stream.concat(step.views().raises().stream(), step.views().records().stream());
  }

  /**
   * Returns whether every step is among those done.
   *
   * @param done what is done
   * @return true if nothing of this plan is left
   */
  public boolean isDone(List<MigrationResult> done) {
    return !done.isEmpty() && restOf(this, done).isEmpty();
  }

  /**
   * This plan without what is done, and without what another did not have.
   *
   * @param other the plan that was made first
   * @param done what is done of it
   * @return a plan of some of these steps
   */
  public Plan restOf(Plan other, List<MigrationResult> done) {
    Set<String> left = new HashSet<>();
    other.steps().forEach(step -> left.add(step.id().toString()));
    done.forEach(one -> left.remove(one.id()));
    return new Plan(
        direction,
        mode,
        steps.stream()
            .filter(step -> left.contains(step.id().toString()) || step.id().equals(Step.VIEWS))
            .toList(),
        pendingBefore);
  }

  /**
   * What was to be raised in a transaction behind a migration that is done, and is not up: the
   * connection was lost before.
   *
   * @param done what is done
   * @param recorded what the database remembers now
   * @return a plan of the same kind, mostly without steps
   */
  public Plan viewsLeft(List<MigrationResult> done, Recorded recorded) {
    List<Step> left = new ArrayList<>();
    for (Step step : steps) {
      if (!step.isMigration()
          && done.stream().anyMatch(one -> one.id().equals(step.id().toString()))) {
        ViewWork work = step.views().raisesBut(recorded.views());
        if (!work.isEmpty()) {
          left.add(Step.ofViews(step.id(), step.direction(), work));
        }
      }
    }
    return new Plan(direction, mode, left, pendingBefore);
  }

  /**
   * This plan behind another one.
   *
   * @param other whose steps come first
   * @return both in one
   */
  public Plan after(Plan other) {
    List<Step> both = new ArrayList<>(other.steps());
    both.addAll(steps);
    return new Plan(direction, mode, both, pendingBefore);
  }

  /**
   * How many a migrate has to do after some of the steps.
   *
   * @param done how many of the migrations, from the first
   * @return the number of pending migrations
   */
  public int pendingAfter(int done) {
    List<Step> migrations = steps.stream().filter(Step::isMigration).toList();
    if (direction == Direction.FORWARD) {
      return pendingBefore
          - (int) migrations.subList(0, done).stream().filter(Step::wasPending).count();
    }
    return pendingBefore
        + (int)
            migrations.subList(0, done).stream().filter(step -> step.available() != null).count();
  }
}
