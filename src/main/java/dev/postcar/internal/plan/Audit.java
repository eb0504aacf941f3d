package dev.postcar.internal.plan;

import dev.postcar.MigrationId;
import dev.postcar.MigrationState;
import dev.postcar.PackageOrder;
import dev.postcar.internal.history.AppliedMigration;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.history.RowState;
import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.internal.source.AvailableView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Compares what exists with what the database remembers: each migration gets one state. */
public final class Audit {

  private final Map<MigrationId, AuditEntry> entries;
  private final Recorded recorded;
  private final Squashes squashes;
  private final List<String> packages;
  private final List<AvailableView> views;

  private Audit(
      Map<MigrationId, AuditEntry> entries,
      Recorded recorded,
      Squashes squashes,
      List<String> packages,
      List<AvailableView> views) {
    this.entries = entries;
    this.recorded = recorded;
    this.squashes = squashes;
    this.packages = packages;
    this.views = views;
  }

  /**
   * Compares.
   *
   * @param available by package in the configured order, by sequence within each
   * @param packages the packages of this run: rows of others are not compared
   * @param recorded what the database remembers
   * @param order how packages stand to each other
   * @return the comparison
   * @throws dev.postcar.PostcarException.Source for an unknown or circular {@code requires}
   */
  public static Audit of(
      List<AvailableMigration> available,
      List<String> packages,
      Recorded recorded,
      PackageOrder order) {
    Map<MigrationId, AppliedMigration> rows = recorded.byId();
    Squashes squashes = Squashes.of(available, rows);
    Set<MigrationId> standing = new HashSet<>();
    for (AppliedMigration row : recorded.rows()) {
      if (row.stands()) {
        standing.add(row.id());
      }
    }
    NewestApplied newest = new NewestApplied(recorded.rows(), squashes);
    List<AuditEntry> found = new ArrayList<>();
    for (AvailableMigration migration : DependencyOrder.of(available, standing, squashes, order)) {
      AppliedMigration row = rows.remove(migration.id());
      MigrationState state = state(migration, row, newest);
      if (state.isPending() && squashes.share(migration) == Squashes.Share.ALL) {
        // It is only recorded, so nothing comes too late.
        state = MigrationState.PENDING;
      }
      found.add(new AuditEntry(migration.id(), state, migration, row));
    }
    List<AuditEntry> gone = new ArrayList<>();
    for (AppliedMigration row : recorded.rows()) {
      if (rows.containsKey(row.id())
          && packages.contains(row.id().packageName())
          && row.state() != RowState.REVERTED
          && !squashes.covers(row)) {
        MigrationState state = squashes.awaits(row) ? MigrationState.APPLIED : goneState(row);
        gone.add(new AuditEntry(row.id(), state, null, row));
      }
    }
    return new Audit(inPlace(found, gone), recorded, squashes, packages, List.of());
  }

  /**
   * The same with managed views.
   *
   * @param available of this run's packages
   * @return a new audit
   */
  public Audit withViews(List<AvailableView> available) {
    return new Audit(entries, recorded, squashes, packages, List.copyOf(available));
  }

  /** The managed views of this run's packages. */
  List<AvailableView> views() {
    return views;
  }

  /** The packages of this run. */
  List<String> packages() {
    return packages;
  }

  private static MigrationState state(
      AvailableMigration migration, AppliedMigration row, NewestApplied newest) {
    if (row != null && row.state() != RowState.REVERTED) {
      return switch (row.state()) {
        case STARTED, REVERTING -> MigrationState.INTERRUPTED;
        case SKIPPED -> MigrationState.SKIPPED;
        default -> changed(migration, row) ? MigrationState.CHANGED : MigrationState.APPLIED;
      };
    }
    if (newest.isBeyond(migration.id())) {
      return MigrationState.OUT_OF_ORDER;
    }
    return row != null ? MigrationState.REVERTED : MigrationState.PENDING;
  }

  private static MigrationState goneState(AppliedMigration row) {
    return switch (row.state()) {
      case STARTED, REVERTING -> MigrationState.INTERRUPTED;
      case SKIPPED -> MigrationState.SKIPPED;
      default -> MigrationState.MISSING;
    };
  }

  /** A code migration without a version never counts as changed. */
  private static boolean changed(AvailableMigration migration, AppliedMigration row) {
    if (migration.code() && row.code()) {
      return migration.checksum() != null
          && row.checksum() != null
          && !migration.checksum().equals(row.checksum());
    }
    return !Objects.equals(migration.checksum(), row.checksum());
  }

  /** Puts each entry without a class before the first one of its package that comes after it. */
  private static Map<MigrationId, AuditEntry> inPlace(
      List<AuditEntry> found, List<AuditEntry> gone) {
    Map<String, Deque<AuditEntry>> waiting = new LinkedHashMap<>();
    gone.stream()
        .sorted(Comparator.comparing(AuditEntry::id))
        .forEach(
            entry ->
                waiting
                    .computeIfAbsent(entry.id().packageName(), key -> new ArrayDeque<>())
                    .add(entry));
    Map<MigrationId, AuditEntry> all = new LinkedHashMap<>();
    for (AuditEntry entry : found) {
      Deque<AuditEntry> before = waiting.getOrDefault(entry.id().packageName(), new ArrayDeque<>());
      while (!before.isEmpty()
          && before.peek().id().sequenceNumber().compareTo(entry.id().sequenceNumber()) <= 0) {
        AuditEntry first = before.remove();
        all.put(first.id(), first);
      }
      all.put(entry.id(), entry);
    }
    waiting.values().forEach(list -> list.forEach(entry -> all.put(entry.id(), entry)));
    return all;
  }

  /**
   * Every migration of this run's packages, in the order in which they run.
   *
   * @return not modifiable
   */
  public List<AuditEntry> entries() {
    return List.copyOf(entries.values());
  }

  /**
   * The entry of one migration.
   *
   * @param id which
   * @return null where this run's packages have none of that name
   */
  public AuditEntry entry(MigrationId id) {
    return entries.get(id);
  }

  /**
   * The entries in one of some states.
   *
   * @param states which
   * @return in running order
   */
  public List<AuditEntry> in(MigrationState... states) {
    Set<MigrationState> wanted = Set.of(states);
    return entries.values().stream().filter(entry -> wanted.contains(entry.state())).toList();
  }

  /**
   * What stands for a migration whose class is gone.
   *
   * @param id of the migration
   * @return the squash among the available ones that replaces it; null where none does
   */
  public MigrationId squashOf(MigrationId id) {
    return squashes.squashOf(id);
  }

  /** What squashes stand for in this database. */
  Squashes squashes() {
    return squashes;
  }

  /**
   * How many a migrate has still to do.
   *
   * @return pending, reverted and out-of-order ones together
   */
  public int pending() {
    return (int) entries.values().stream().filter(entry -> entry.state().isPending()).count();
  }

  /** What the database remembers, on which this comparison stands. */
  public Recorded recorded() {
    return recorded;
  }
}
