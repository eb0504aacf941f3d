package dev.postcar.internal.plan;

import dev.postcar.MigrationId;
import dev.postcar.internal.history.AppliedView;
import dev.postcar.internal.source.AvailableView;
import dev.postcar.result.ViewChange;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one step does to the managed views.
 *
 * @param drops which go down before the step's own SQL, dependents first
 * @param raises which go up after it, used ones first
 * @param records which stand as their class says, but for what drops them or what they use
 */
public record ViewWork(List<Drop> drops, List<Raise> raises, List<Raise> records) {

  /** For a step that touches no view. */
  public static final ViewWork NONE = new ViewWork(List.of(), List.of(), List.of());

  /** Takes copies. */
  public ViewWork {
    drops = List.copyOf(drops);
    raises = List.copyOf(raises);
    records = List.copyOf(records);
  }

  /**
   * One view that goes down.
   *
   * @param id which
   * @param sql its stored down SQL
   * @param again whether it goes up again, in the same step or behind the migration
   */
  public record Drop(MigrationId id, String sql, boolean again) {}

  /**
   * One view that goes up.
   *
   * @param id which
   * @param checksum of its up SQL
   * @param upSql null where the stored one is used, and where only the outline is known
   * @param downSql null where only the outline is known
   * @param uses the views it is built on
   * @param stored whether the stored SQL is used: its class is in no package of this run
   */
  public record Raise(
      MigrationId id,
      String checksum,
      String upSql,
      String downSql,
      List<MigrationId> uses,
      boolean stored) {

    static Raise of(AvailableView view) {
      return new Raise(
          view.id(), view.checksum(), view.upSql(), view.downSql(), view.uses(), false);
    }

    static Raise of(AppliedView row) {
      return new Raise(row.id(), row.checksum(), null, row.downSql(), row.uses(), true);
    }

    /**
     * Returns whether its class, where that is needed, is loaded.
     *
     * @return false if only the outline is known
     */
    public boolean isLoaded() {
      return stored || upSql != null;
    }
  }

  /**
   * Returns whether nothing is done.
   *
   * @return true for a step that touches no view
   */
  public boolean isEmpty() {
    return drops.isEmpty() && raises.isEmpty() && records.isEmpty();
  }

  /**
   * Returns whether a view goes down and up again.
   *
   * @param id which
   * @return false for one that is new
   */
  public boolean isDropped(MigrationId id) {
    return drops.stream().anyMatch(drop -> drop.id().equals(id));
  }

  /**
   * What this does to whom.
   *
   * @param outcome what
   * @return in the order in which it is done
   */
  public List<MigrationId> in(ViewChange.Outcome outcome) {
    return switch (outcome) {
      case CREATED -> raised(false);
      case RECREATED -> raised(true);
      case DROPPED -> drops.stream().map(Drop::id).filter(id -> !isRaised(id)).toList();
    };
  }

  private boolean isRaised(MigrationId id) {
    return raises.stream().anyMatch(raise -> raise.id().equals(id));
  }

  private List<MigrationId> raised(boolean again) {
    return raises.stream().map(Raise::id).filter(id -> isDropped(id) == again).toList();
  }

  /** Only the drops, for a step that cannot hold them. */
  ViewWork dropsAlone() {
    return new ViewWork(drops, List.of(), List.of());
  }

  /** Only the raises, but for views that are up. */
  ViewWork raisesBut(List<AppliedView> up) {
    Set<MigrationId> there = up.stream().map(AppliedView::id).collect(Collectors.toSet());
    List<Raise> left = raises.stream().filter(raise -> !there.contains(raise.id())).toList();
    return new ViewWork(List.of(), left, List.of());
  }

  /** The rest of that. */
  ViewWork withoutDrops() {
    return new ViewWork(List.of(), raises, records);
  }
}
