package dev.postcar.internal.plan;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.internal.history.AppliedMigration;
import dev.postcar.internal.history.AppliedView;
import dev.postcar.internal.source.AvailableView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The managed views while a plan is made: which exist as classes, which are up, and which are
 * active once certain migrations are applied.
 */
final class Views {

  private final Map<MigrationId, AvailableView> classes = new TreeMap<>();
  private final Map<MigrationId, AppliedView> up = new TreeMap<>();
  private final Set<MigrationId> standing = new HashSet<>();
  private final Audit audit;
  private Map<MigrationId, Boolean> active = new HashMap<>();

  /**
   * As the database has them now.
   *
   * @throws PostcarException.Source for a name in an annotation that nobody bears, and for views
   *     that use each other in a circle
   */
  Views(Audit audit) {
    this.audit = audit;
    audit.views().forEach(view -> classes.put(view.id(), view));
    audit.recorded().views().forEach(row -> up.put(row.id(), row));
    for (AppliedMigration row : audit.recorded().rows()) {
      if (row.stands()) {
        standing.add(row.id());
      }
    }
    new ViewRules(audit, classes, up.keySet()).check();
  }

  Collection<AvailableView> classes() {
    return classes.values();
  }

  Collection<AppliedView> up() {
    return up.values();
  }

  boolean isUp(MigrationId id) {
    return up.containsKey(id);
  }

  void apply(MigrationId migration) {
    standing.add(migration);
    active = new HashMap<>();
  }

  void revert(MigrationId migration) {
    standing.removeIf(one -> one.equals(migration) || migration.equals(audit.squashOf(one)));
    active = new HashMap<>();
  }

  /** Those that are active now, whether they are up or not. */
  Set<MigrationId> active() {
    Set<MigrationId> all = new LinkedHashSet<>(classes.keySet());
    all.addAll(up.keySet());
    all.removeIf(id -> !isActive(id));
    return all;
  }

  /** Whether it should be up: since applied, until not, and so with everything it uses. */
  boolean isActive(MigrationId id) {
    Boolean known = active.get(id);
    if (known == null) {
      // Stored uses may form a circle with those of classes: one that is being asked about is not.
      active.put(id, false);
      known = isCalledFor(id) && uses(id).stream().allMatch(this::isActive);
      active.put(id, known);
    }
    return known;
  }

  private boolean isCalledFor(MigrationId id) {
    AvailableView view = classes.get(id);
    if (view == null) {
      return isForeign(id);
    }
    boolean hasStarted =
        view.since() == null
            ? standing.stream().anyMatch(one -> one.packageName().equals(id.packageName()))
            : stands(view.since());
    return hasStarted && (view.until() == null || !stands(view.until()));
  }

  /** A squash stands for what it replaces. */
  private boolean stands(MigrationId migration) {
    MigrationId squash = audit.squashOf(migration);
    return standing.contains(migration) || (squash != null && standing.contains(squash));
  }

  /** Up, and none of this run's: nobody here knows its class. */
  private boolean isForeign(MigrationId id) {
    return up.containsKey(id) && !audit.packages().contains(id.packageName());
  }

  /** Up, although its class is gone or its time is over. */
  boolean isStale(MigrationId id) {
    AvailableView view = classes.get(id);
    return up.containsKey(id)
        && !isForeign(id)
        && (view == null || (view.until() != null && stands(view.until())));
  }

  /** Up, but otherwise than its class says. */
  boolean isChanged(MigrationId id) {
    AvailableView view = classes.get(id);
    AppliedView row = up.get(id);
    return view != null && row != null && !view.checksum().equals(row.checksum());
  }

  /** What it will be built on. */
  private List<MigrationId> uses(MigrationId id) {
    AvailableView view = classes.get(id);
    return view != null ? view.uses() : up.containsKey(id) ? up.get(id).uses() : List.of();
  }

  /** What it is built on as it stands; where its SQL is still the same, its class knows best. */
  private List<MigrationId> standsOn(MigrationId id) {
    return isChanged(id) ? up.get(id).uses() : uses(id);
  }

  /**
   * Takes views down, and up again what is active, with all that this needs.
   *
   * @param down which must go down, whatever uses them
   * @param raised which must go up in any case
   * @return the work; what is up is then as it leaves it
   */
  ViewWork change(Collection<MigrationId> down, Collection<MigrationId> raised) {
    Set<MigrationId> dropped = new LinkedHashSet<>(down);
    Set<MigrationId> risen = new LinkedHashSet<>(raised);
    boolean grown = true;
    while (grown) {
      addDependents(dropped);
      dropped.stream().filter(this::isActive).forEach(risen::add);
      grown = addNeeded(dropped, risen);
    }
    List<ViewWork.Drop> drops = new ArrayList<>();
    for (MigrationId id : sorted(dropped, this::standsOn)) {
      drops.add(0, new ViewWork.Drop(id, up.get(id).downSql(), risen.contains(id)));
    }
    List<ViewWork.Raise> raises = new ArrayList<>();
    for (MigrationId id : sorted(risen, this::uses)) {
      AvailableView view = classes.get(id);
      raises.add(view != null ? ViewWork.Raise.of(view) : ViewWork.Raise.of(up.get(id)));
    }
    dropped.forEach(up::remove);
    for (ViewWork.Raise raise : raises) {
      up.put(
          raise.id(), new AppliedView(raise.id(), raise.checksum(), raise.downSql(), raise.uses()));
    }
    return new ViewWork(drops, raises, List.of());
  }

  private void addDependents(Set<MigrationId> dropped) {
    int before = -1;
    while (before < dropped.size()) {
      before = dropped.size();
      for (MigrationId id : up.keySet()) {
        if (standsOn(id).stream().anyMatch(dropped::contains)) {
          dropped.add(id);
        }
      }
    }
  }

  /** What is to rise may use what is not up yet, or a changed view as that one's class says. */
  private boolean addNeeded(Set<MigrationId> dropped, Set<MigrationId> risen) {
    boolean grown = false;
    for (MigrationId id : List.copyOf(risen)) {
      for (MigrationId used : uses(id)) {
        if (!up.containsKey(used)) {
          grown |= risen.add(used);
        } else if (isChanged(used) && isActive(used)) {
          grown |= dropped.add(used);
        }
      }
    }
    return grown;
  }

  /** Used ones first; otherwise by name. */
  private static List<MigrationId> sorted(
      Set<MigrationId> ids, Function<MigrationId, List<MigrationId>> uses) {
    Map<MigrationId, Boolean> done = new LinkedHashMap<>();
    List<MigrationId> sorted = new ArrayList<>();
    ids.stream().sorted().forEach(id -> visit(id, ids, uses, done, sorted));
    return sorted;
  }

  private static void visit(
      MigrationId id,
      Set<MigrationId> ids,
      Function<MigrationId, List<MigrationId>> uses,
      Map<MigrationId, Boolean> done,
      List<MigrationId> sorted) {
    if (!ids.contains(id) || done.putIfAbsent(id, true) != null) {
      return;
    }
    uses.apply(id).forEach(used -> visit(used, ids, uses, done, sorted));
    sorted.add(id);
  }
}
