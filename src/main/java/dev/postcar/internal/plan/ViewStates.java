package dev.postcar.internal.plan;

import dev.postcar.MigrationId;
import dev.postcar.internal.history.AppliedView;
import dev.postcar.internal.source.AvailableView;
import dev.postcar.result.StatusResult.ViewInfo;
import dev.postcar.result.ViewChange;
import dev.postcar.result.ViewChange.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** How the managed views stand, and what a migrate of all that is pending would do to them. */
public final class ViewStates {

  private ViewStates() {}

  /**
   * Compares them.
   *
   * @param audit the comparison
   * @return by name
   * @throws dev.postcar.PostcarException.Source for a name in an annotation that nobody bears
   */
  public static List<ViewInfo> of(Audit audit) {
    Set<MigrationId> up =
        audit.recorded().views().stream().map(AppliedView::id).collect(Collectors.toSet());
    Set<MigrationId> all = new TreeSet<>(up);
    audit.views().stream().map(AvailableView::id).forEach(all::add);
    if (all.isEmpty()) {
      return List.of();
    }
    Map<String, Outcome> next = new HashMap<>();
    List<Step> pending =
        audit.entries().stream()
            .filter(entry -> entry.state().isPending())
            .map(entry -> Planner.step(audit, entry))
            .toList();
    for (Step step : ViewPlanner.forward(audit, pending)) {
      for (ViewChange change : step.viewChanges()) {
        next.merge(change.id(), change.outcome(), ViewStates::both);
      }
    }
    return all.stream()
        .map(id -> new ViewInfo(id.toString(), up.contains(id), next.get(id.toString())))
        .toList();
  }

  /** What two changes in a row come to; null for nothing. */
  private static Outcome both(Outcome first, Outcome second) {
    if (first == Outcome.CREATED) {
      return second == Outcome.DROPPED ? null : Outcome.CREATED;
    }
    return second == Outcome.DROPPED ? Outcome.DROPPED : Outcome.RECREATED;
  }
}
