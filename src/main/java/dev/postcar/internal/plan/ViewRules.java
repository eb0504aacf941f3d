package dev.postcar.internal.plan;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.internal.history.AppliedMigration;
import dev.postcar.internal.source.AvailableView;
import dev.postcar.internal.sql.EditDistance;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the annotations of views and {@code @Rebuilds} must not say.
 *
 * @param audit the migrations
 * @param classes the views that exist
 * @param up the views that are up
 */
record ViewRules(Audit audit, Map<MigrationId, AvailableView> classes, Set<MigrationId> up) {

  /**
   * Refuses names that nobody bears, and circles.
   *
   * @throws PostcarException.Source with a line for each
   */
  void check() {
    Set<MigrationId> migrations = new HashSet<>();
    audit.entries().forEach(entry -> migrations.add(entry.id()));
    audit.recorded().rows().stream().map(AppliedMigration::id).forEach(migrations::add);
    Set<MigrationId> views = new HashSet<>(classes.keySet());
    views.addAll(up);
    List<String> lines = new ArrayList<>();
    for (AvailableView view : classes.values()) {
      view.uses().forEach(used -> find(lines, view.id(), "@Uses", used, views, "view"));
      if (view.since() != null) {
        migration(lines, view.id(), "@Since", view.since(), migrations);
      }
      if (view.until() != null) {
        migration(lines, view.id(), "@Until", view.until(), migrations);
      }
    }
    for (AuditEntry entry : audit.entries()) {
      if (entry.available() != null) {
        entry
            .available()
            .rebuilds()
            .forEach(view -> find(lines, entry.id(), "@Rebuilds", view, views, "view"));
      }
    }
    classes.keySet().forEach(id -> refuseCircle(id, new LinkedHashSet<>(), new HashSet<>()));
    if (!lines.isEmpty()) {
      throw new PostcarException.Source(String.join("\n", lines));
    }
  }

  private void migration(
      List<String> lines,
      MigrationId by,
      String annotation,
      MigrationId named,
      Set<MigrationId> known) {
    if (audit.squashOf(named) == null) {
      find(lines, by, annotation, named, known, "migration");
    }
  }

  private static void find(
      List<String> lines,
      MigrationId by,
      String annotation,
      MigrationId named,
      Collection<MigrationId> known,
      String noun) {
    if (known.contains(named)) {
      return;
    }
    String nearest =
        EditDistance.of(named.toString(), known.stream().map(MigrationId::toString).toList());
    lines.add(
        by
            + ": its "
            + annotation
            + " names "
            + named
            + ", which is not a "
            + noun
            + " in this run's packages or in the database: "
            + (nearest == null
                ? "add its package, or fix the name."
                : "did you mean " + nearest + "?"));
  }

  private void refuseCircle(MigrationId id, Set<MigrationId> path, Set<MigrationId> sound) {
    if (sound.contains(id) || !classes.containsKey(id)) {
      return;
    }
    if (!path.add(id)) {
      List<MigrationId> open = new ArrayList<>(path);
      StringBuilder circle = new StringBuilder();
      open.subList(open.indexOf(id), open.size()).forEach(one -> circle.append(one).append(" → "));
      throw new PostcarException.Source(
          "The views use each other in a circle: " + circle + id + ". Remove one @Uses.");
    }
    classes.get(id).uses().forEach(used -> refuseCircle(used, path, sound));
    path.remove(id);
    sound.add(id);
  }
}
