package dev.postcar.internal.plan;

import dev.postcar.Direction;
import dev.postcar.MigrationId;
import dev.postcar.internal.history.AppliedView;
import dev.postcar.internal.source.AvailableView;
import dev.postcar.internal.source.Checksum;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Gives the steps of a plan what they do to the managed views, and adds what is done in addition.
 */
final class ViewPlanner {

  private final Views views;
  private final List<Step> planned = new ArrayList<>();

  private ViewPlanner(Audit audit) {
    this.views = new Views(audit);
  }

  private static boolean hasNone(Audit audit) {
    return audit.views().isEmpty()
        && audit.recorded().views().isEmpty()
        && audit.entries().stream()
            .allMatch(entry -> entry.available() == null || entry.available().rebuilds().isEmpty());
  }

  /**
   * On the way forward: what a migration rebuilds or ends goes down before it, and what is still
   * active up again with it. In the end all that is active is up as its class says.
   *
   * @param audit the comparison
   * @param steps what is to be applied
   * @return the same steps, possibly with more between and behind them
   */
  static List<Step> forward(Audit audit, List<Step> steps) {
    return hasNone(audit) ? steps : new ViewPlanner(audit).forward(steps);
  }

  /**
   * On the way back: what would no longer be active, and what the migration rebuilds, goes down
   * before it; what is still or again active goes up with it.
   *
   * @param audit the comparison
   * @param steps what is to be undone
   * @return the same steps, possibly with more between them
   */
  static List<Step> back(Audit audit, List<Step> steps) {
    return hasNone(audit) ? steps : new ViewPlanner(audit).back(steps);
  }

  private List<Step> forward(List<Step> steps) {
    for (Step step : steps) {
      Set<MigrationId> down = rebuilt(step);
      Set<MigrationId> before = views.active();
      if (!step.runs()) {
        views.apply(step.id());
        planned.add(step);
        continue;
      }
      views.up().stream().map(AppliedView::id).filter(views::isStale).forEach(down::add);
      views.apply(step.id());
      addEnded(before, down);
      add(step, down, Set.of());
    }
    ViewWork rest = rest();
    if (!rest.isEmpty()) {
      planned.add(Step.ofViews(Step.VIEWS, Direction.FORWARD, rest));
    }
    return planned;
  }

  private List<Step> back(List<Step> steps) {
    for (Step step : steps) {
      Set<MigrationId> down = rebuilt(step);
      Set<MigrationId> before = views.active();
      views.revert(step.id());
      addEnded(before, down);
      Set<MigrationId> again = views.active();
      again.removeAll(before);
      again.removeIf(views::isUp);
      add(step, down, again);
    }
    return planned;
  }

  private Set<MigrationId> rebuilt(Step step) {
    Set<MigrationId> down = new LinkedHashSet<>();
    if (step.available() != null && step.runs()) {
      step.available().rebuilds().stream().filter(views::isUp).forEach(down::add);
    }
    return down;
  }

  private void addEnded(Set<MigrationId> before, Set<MigrationId> down) {
    for (AppliedView row : views.up()) {
      if (before.contains(row.id()) && !views.isActive(row.id())) {
        down.add(row.id());
      }
    }
  }

  /** A migration outside a transaction has separate steps for this. */
  private void add(Step step, Set<MigrationId> down, Set<MigrationId> raised) {
    ViewWork work = views.change(down, raised);
    if (work.isEmpty() || step.isTransactional()) {
      planned.add(step.with(work));
      return;
    }
    if (!work.drops().isEmpty()) {
      planned.add(Step.ofViews(step.id(), step.direction(), work.dropsAlone()));
    }
    planned.add(step);
    if (!work.raises().isEmpty()) {
      planned.add(Step.ofViews(step.id(), step.direction(), work.withoutDrops()));
    }
  }

  private ViewWork rest() {
    Set<MigrationId> down = new LinkedHashSet<>();
    Set<MigrationId> raised = new LinkedHashSet<>();
    List<ViewWork.Raise> records = new ArrayList<>();
    for (AppliedView row : views.up()) {
      if (views.isStale(row.id()) || (views.isActive(row.id()) && views.isChanged(row.id()))) {
        down.add(row.id());
      }
    }
    for (AvailableView view : views.classes()) {
      if (!views.isUp(view.id()) && views.isActive(view.id())) {
        raised.add(view.id());
      }
    }
    List<AppliedView> before = List.copyOf(views.up());
    ViewWork work = views.change(down, raised);
    for (AppliedView row : before) {
      for (AvailableView view : views.classes()) {
        if (view.id().equals(row.id())
            && !work.isDropped(row.id())
            && view.checksum().equals(row.checksum())
            && !isRecorded(view, row)) {
          records.add(ViewWork.Raise.of(view));
        }
      }
    }
    return new ViewWork(work.drops(), work.raises(), records);
  }

  private static boolean isRecorded(AvailableView view, AppliedView row) {
    // One that this plan has raised from an outline has no text, and is as its class says.
    return row.downSql() == null
        || (view.uses().equals(row.uses())
            && view.downChecksum().equals(Checksum.of(row.downSql())));
  }
}
