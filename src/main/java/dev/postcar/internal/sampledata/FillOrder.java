package dev.postcar.internal.sampledata;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Parents before their children; those that refer to each other together. */
final class FillOrder {

  private final Map<Long, List<TableShape>> byRoot = new LinkedHashMap<>();
  private final Map<Long, Set<Long>> parents = new HashMap<>();

  private FillOrder(List<TableShape> tables) {
    Map<Long, Long> roots = new HashMap<>();
    for (TableShape table : tables) {
      byRoot.computeIfAbsent(table.root, none -> new ArrayList<>()).add(table);
      roots.put(table.oid, table.root);
      roots.put(table.root, table.root);
    }
    for (TableShape table : tables) {
      for (ForeignKey key : table.foreignKeys) {
        Long root = roots.get(key.parent());
        if (root != null && root != table.root) {
          parents.computeIfAbsent(table.root, none -> new HashSet<>()).add(root);
        }
      }
    }
  }

  /** Groups of tables, to be filled one after the other; partitions of one table are together. */
  static List<List<TableShape>> of(List<TableShape> tables) {
    FillOrder order = new FillOrder(tables);
    List<List<TableShape>> groups = new ArrayList<>();
    Set<Long> left = new HashSet<>(order.byRoot.keySet());
    while (!left.isEmpty()) {
      for (long root : List.copyOf(order.byRoot.keySet())) {
        if (!left.contains(root)) {
          continue;
        }
        Set<Long> above = order.above(root, left);
        Set<Long> circle = new HashSet<>(Set.of(root));
        above.stream().filter(one -> order.above(one, left).contains(root)).forEach(circle::add);
        if (circle.containsAll(above)) {
          groups.add(order.group(circle));
          left.removeAll(circle);
        }
      }
    }
    return groups;
  }

  /** The parents of a table that are not filled, with their parents. */
  private Set<Long> above(long root, Set<Long> left) {
    Set<Long> above = new HashSet<>();
    List<Long> open = new ArrayList<>(List.of(root));
    while (!open.isEmpty()) {
      for (long parent : parents.getOrDefault(open.remove(open.size() - 1), Set.of())) {
        if (left.contains(parent) && above.add(parent)) {
          open.add(parent);
        }
      }
    }
    return above;
  }

  private List<TableShape> group(Set<Long> roots) {
    List<TableShape> group = new ArrayList<>();
    byRoot.keySet().stream()
        .filter(roots::contains)
        .sorted(
            Comparator.comparing(
                root ->
                    parents.getOrDefault(root, Set.of()).stream().filter(roots::contains).count()))
        .forEach(root -> group.addAll(byRoot.get(root)));
    return group;
  }
}
