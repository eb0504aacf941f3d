package dev.postcar.internal.plan;

import dev.postcar.MigrationId;
import dev.postcar.internal.history.AppliedView;
import dev.postcar.internal.source.AvailableView;
import dev.postcar.result.StatusResult.ViewInfo;
import dev.postcar.result.ViewChange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** How the managed views stand, and what a migrate would do to them now. */
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
    Map<String, ViewChange.Outcome> next = new HashMap<>();
    for (Step step : ViewPlanner.forward(audit, List.of())) {
      step.viewChanges().forEach(change -> next.put(change.id(), change.outcome()));
    }
    return all.stream()
        .map(id -> new ViewInfo(id.toString(), up.contains(id), next.get(id.toString())))
        .toList();
  }
}
