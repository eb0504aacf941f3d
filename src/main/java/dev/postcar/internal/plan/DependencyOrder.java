package dev.postcar.internal.plan;

import dev.postcar.MigrationId;
import dev.postcar.PackageOrder;
import dev.postcar.PostcarException;
import dev.postcar.internal.source.AvailableMigration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts migrations into the order in which they run: sequence within a package, {@code requires}
 * between packages, the configured order otherwise. Stable: a {@code requires} pulls forward only
 * what must come forward.
 */
final class DependencyOrder {

  private final Map<MigrationId, AvailableMigration> all = new LinkedHashMap<>();
  private final Map<MigrationId, MigrationId> predecessor = new HashMap<>();
  private final Set<MigrationId> satisfied;
  private final Squashes squashes;

  private DependencyOrder(
      List<AvailableMigration> inOrder, Set<MigrationId> satisfied, Squashes squashes) {
    this.satisfied = satisfied;
    this.squashes = squashes;
    Map<String, MigrationId> lastOfPackage = new HashMap<>();
    for (AvailableMigration migration : inOrder) {
      MigrationId id = migration.id();
      all.put(id, migration);
      MigrationId previous = lastOfPackage.put(id.packageName(), id);
      if (previous != null) {
        predecessor.put(id, previous);
      }
    }
  }

  /**
   * Orders migrations.
   *
   * @param available by package in the configured order, by sequence within each
   * @param satisfied migrations that stand in the database, whether their classes are there or not
   * @param squashes what stands for migrations whose classes are gone
   * @param order how packages stand to each other
   * @return all of {@code available}
   * @throws PostcarException.Source for a required migration that does not exist, and for a cycle
   */
  static List<AvailableMigration> of(
      List<AvailableMigration> available,
      Set<MigrationId> satisfied,
      Squashes squashes,
      PackageOrder order) {
    List<AvailableMigration> inOrder = new ArrayList<>(available);
    if (order == PackageOrder.SEQUENCE) {
      inOrder.sort(Comparator.comparing(migration -> migration.id().sequenceNumber()));
    }
    // The order of a package is kept already.
    return inOrder.stream().allMatch(migration -> migration.requires().isEmpty())
        ? List.copyOf(inOrder)
        : new DependencyOrder(inOrder, satisfied, squashes).sorted();
  }

  private List<AvailableMigration> sorted() {
    Map<MigrationId, AvailableMigration> done = new LinkedHashMap<>();
    for (MigrationId start : all.keySet()) {
      visit(start, done);
    }
    return List.copyOf(done.values());
  }

  /** Depth first without recursion: a chain of requires may be thousands long. */
  private void visit(MigrationId start, Map<MigrationId, AvailableMigration> done) {
    Map<MigrationId, Iterator<MigrationId>> open = new LinkedHashMap<>();
    Deque<MigrationId> path = new ArrayDeque<>();
    path.push(start);
    while (!path.isEmpty()) {
      MigrationId id = path.peek();
      if (done.containsKey(id)) {
        path.pop();
        continue;
      }
      Iterator<MigrationId> rest = open.computeIfAbsent(id, key -> before(key).iterator());
      if (!rest.hasNext()) {
        done.put(id, all.get(id));
        open.remove(id);
        path.pop();
        continue;
      }
      MigrationId next = rest.next();
      if (open.containsKey(next)) {
        throw cycle(List.copyOf(open.keySet()), next);
      }
      path.push(next);
    }
  }

  private List<MigrationId> before(MigrationId id) {
    List<MigrationId> before = new ArrayList<>();
    MigrationId previous = predecessor.get(id);
    if (previous != null) {
      before.add(previous);
    }
    for (MigrationId required : all.get(id).requires()) {
      MigrationId squash = squashes.squashOf(required);
      if (squash != null) {
        if (!squash.equals(id)) {
          before.add(squash);
        }
      } else if (all.containsKey(required)) {
        before.add(required);
      } else if (!satisfied.contains(required)) {
        throw new PostcarException.Source(
            id
                + " requires "
                + required
                + ", which is neither in the packages of this run nor applied in the database."
                + " Add its package, or fix the name in @Requires.");
      }
    }
    return before;
  }

  private static PostcarException cycle(List<MigrationId> open, MigrationId closing) {
    StringBuilder path = new StringBuilder();
    for (MigrationId id : open.subList(open.indexOf(closing), open.size())) {
      path.append(id).append(" → ");
    }
    return new PostcarException.Source(
        "The migrations require each other in a circle: "
            + path
            + closing
            + ". Within a package, each migration also requires the one before it. Next: remove one"
            + " @Requires.");
  }
}
