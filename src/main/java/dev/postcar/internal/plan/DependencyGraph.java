package dev.postcar.internal.plan;

import dev.postcar.MigrationId;
import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.internal.source.AvailableView;
import dev.postcar.result.GraphResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Draws what {@link DependencyOrder} sorts, circles and what is not there included. */
public final class DependencyGraph {

  private DependencyGraph() {}

  /**
   * Collects nodes and edges.
   *
   * @param available by package in the configured order, by sequence within each
   * @param views the managed views
   * @return the graph
   */
  public static GraphResult of(List<AvailableMigration> available, List<AvailableView> views) {
    Map<MigrationId, GraphResult.Node> nodes = new LinkedHashMap<>();
    Map<MigrationId, MigrationId> squashOf = new HashMap<>();
    for (AvailableMigration migration : available) {
      nodes.put(migration.id(), node(migration.id(), true));
      migration.replaces().forEach(one -> squashOf.put(one.id(), migration.id()));
    }
    List<GraphResult.Edge> edges = new ArrayList<>();
    MigrationId previous = null;
    for (AvailableMigration migration : available) {
      MigrationId id = migration.id();
      if (previous != null && previous.packageName().equals(id.packageName())) {
        edges.add(edge(previous, id, GraphResult.Kind.SEQUENCE));
      }
      for (MigrationId required : migration.requires()) {
        MigrationId first = squashOf.getOrDefault(required, required);
        if (!first.equals(id)) {
          nodes.computeIfAbsent(first, key -> node(key, false));
          edges.add(edge(first, id, GraphResult.Kind.REQUIRES));
        }
      }
      previous = id;
    }
    List<GraphResult.ViewNode> drawn = new ArrayList<>();
    for (AvailableView view : views) {
      MigrationId id = view.id();
      drawn.add(new GraphResult.ViewNode(id.toString(), id.packageName(), id.name()));
      view.uses().forEach(used -> edges.add(edge(used, id, GraphResult.Kind.USES)));
      if (view.since() != null) {
        MigrationId since = squashOf.getOrDefault(view.since(), view.since());
        nodes.computeIfAbsent(since, key -> node(key, false));
        edges.add(edge(since, id, GraphResult.Kind.SINCE));
      }
      if (view.until() != null) {
        MigrationId until = squashOf.getOrDefault(view.until(), view.until());
        nodes.computeIfAbsent(until, key -> node(key, false));
        edges.add(edge(id, until, GraphResult.Kind.UNTIL));
      }
    }
    return new GraphResult(List.copyOf(nodes.values()), List.copyOf(edges), drawn);
  }

  private static GraphResult.Node node(MigrationId id, boolean there) {
    return new GraphResult.Node(
        id.toString(), id.packageName(), id.name(), id.sequenceNumber(), there);
  }

  private static GraphResult.Edge edge(MigrationId from, MigrationId to, GraphResult.Kind kind) {
    return new GraphResult.Edge(from.toString(), to.toString(), kind);
  }
}
