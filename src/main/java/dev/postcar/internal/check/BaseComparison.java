package dev.postcar.internal.check;

import dev.postcar.MigrationId;
import dev.postcar.OutOfOrder;
import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.internal.source.Replaced;
import dev.postcar.internal.source.SourceRequest;
import dev.postcar.result.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What would go wrong when these migrations meet those of the branch that they go to. */
final class BaseComparison {

  private final ComparedBranch base;
  private final List<AvailableMigration> all;
  private final OutOfOrder outOfOrder;
  private final Set<MigrationId> here;
  private final Set<MigrationId> replaced;

  BaseComparison(ComparedBranch base, List<AvailableMigration> all, OutOfOrder outOfOrder) {
    this.base = base;
    this.all = all;
    this.outOfOrder = outOfOrder;
    this.here = all.stream().map(AvailableMigration::id).collect(Collectors.toSet());
    this.replaced =
        all.stream()
            .flatMap(migration -> migration.replaces().stream())
            .map(Replaced::id)
            .collect(Collectors.toSet());
  }

  /** New ones whose number is taken there, or comes before one that is there already. */
  List<Finding> numbers() {
    List<Finding> found = new ArrayList<>();
    for (AvailableMigration migration : all) {
      MigrationId id = migration.id();
      if (base.tip().contains(id)) {
        continue;
      }
      Optional<MigrationId> same = sameNumber(id);
      Optional<MigrationId> newest = newest(id.packageName());
      if (same.isPresent()) {
        found.add(
            finding(
                id,
                "duplicate",
                "number %s is also used by %s on %s. Next: run \"postcar renumber %s\"."
                    .formatted(id.sequenceNumber(), same.get().name(), base.name(), id.name())));
      } else if (outOfOrder == OutOfOrder.REFUSE
          && migration.replaces().isEmpty()
          && newest.isPresent()
          && newest.get().sequenceNumber().compareTo(id.sequenceNumber()) > 0) {
        found.add(
            finding(
                id,
                "out-of-order",
                "out of order: %s is already on %s. Next: run \"postcar renumber %s\"."
                    .formatted(newest.get().name(), base.name(), id.name())));
      }
    }
    return found;
  }

  private Optional<MigrationId> sameNumber(MigrationId id) {
    return base.tip().stream()
        .filter(other -> other.packageName().equals(id.packageName()))
        .filter(other -> other.sequenceNumber().equals(id.sequenceNumber()))
        // One that was renamed here is reported as removed.
        .filter(other -> !base.shared().contains(other) || here.contains(other))
        .findFirst();
  }

  private Optional<MigrationId> newest(String packageName) {
    return base.tip().stream()
        .filter(other -> other.packageName().equals(packageName))
        .max(Comparator.comparing(MigrationId::sequenceNumber));
  }

  /** Those that are merged already and gone here. */
  List<Finding> removed() {
    return base.shared().stream()
        .filter(base.tip()::contains)
        .filter(id -> !here.contains(id) && !replaced.contains(id))
        .map(
            id ->
                finding(
                    id,
                    "removed",
                    "it is on %s but missing here; migrate will refuse databases that have applied it. Next: restore the file, or replace it with a squash."
                        .formatted(base.name())))
        .toList();
  }

  /**
   * Those that are merged already and have other SQL here.
   *
   * @throws dev.postcar.PostcarException.Source if what was there cannot be loaded
   */
  List<Finding> edited(SourceRequest request) {
    if (base.changed().stream().noneMatch(here::contains)) {
      return List.of();
    }
    Map<MigrationId, String> before = new HashMap<>();
    base.load(request).forEach(one -> before.put(one.id(), one.checksum()));
    List<Finding> found = new ArrayList<>();
    for (AvailableMigration migration : all) {
      String old = before.get(migration.id());
      if (old != null && migration.checksum() != null && !old.equals(migration.checksum())) {
        found.add(
            finding(
                migration.id(),
                "edited",
                "its SQL differs from %s; migrate will refuse databases that have applied it. Next: restore the old SQL and write a new migration."
                    .formatted(base.name())));
      }
    }
    return found;
  }

  /** What is said where {@link #edited} cannot tell. */
  List<Finding> changedFiles() {
    return base.changed().stream()
        .filter(here::contains)
        .map(
            id ->
                finding(
                    id,
                    "edited",
                    "its file has changed since %s and the old version no longer compiles, so postcar cannot tell whether the SQL is the same."
                        .formatted(base.name())))
        .toList();
  }

  private static Finding finding(MigrationId id, String kind, String message) {
    return new Finding(id.toString(), kind, message);
  }
}
