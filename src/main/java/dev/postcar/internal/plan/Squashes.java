package dev.postcar.internal.plan;

import dev.postcar.MigrationId;
import dev.postcar.internal.history.AppliedMigration;
import dev.postcar.internal.history.RowState;
import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.internal.source.Replaced;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What squashes stand for, and how much of it a database has. */
final class Squashes {

  private final Map<MigrationId, AppliedMigration> rows;
  private final Map<MigrationId, AvailableMigration> squashOf = new HashMap<>();
  private final Map<MigrationId, Share> shares = new HashMap<>();

  private Squashes(Map<MigrationId, AppliedMigration> rows) {
    this.rows = rows;
  }

  /** The squashes among some migrations, in a database with these rows. */
  static Squashes of(List<AvailableMigration> available, Map<MigrationId, AppliedMigration> rows) {
    Squashes squashes = new Squashes(Map.copyOf(rows));
    for (AvailableMigration migration : available) {
      for (Replaced one : migration.replaces()) {
        squashes.squashOf.put(one.id(), migration);
      }
    }
    return squashes;
  }

  /** What stands for a migration; null where nothing does. */
  MigrationId squashOf(MigrationId id) {
    AvailableMigration squash = squashOf.get(id);
    return squash == null ? null : squash.id();
  }

  /** How much of what a squash stands for is applied. */
  enum Share {
    NONE,
    SOME,
    ALL
  }

  /** {@link Share#NONE} also for a migration that is no squash. */
  Share share(AvailableMigration squash) {
    return squash.replaces().isEmpty()
        ? Share.NONE
        : shares.computeIfAbsent(squash.id(), id -> shareOf(squash));
  }

  private Share shareOf(AvailableMigration squash) {
    if (squash.replaces().stream().noneMatch(one -> isRecorded(rows.get(one.id())))) {
      return Share.NONE;
    }
    return has(squash.id(), parts(squash)) ? Share.ALL : Share.SOME;
  }

  /** What each was replaced by; those of the squash itself among them. */
  private static Map<MigrationId, List<MigrationId>> parts(AvailableMigration squash) {
    Map<MigrationId, List<MigrationId>> parts = new LinkedHashMap<>();
    for (Replaced one : squash.replaces()) {
      parts.computeIfAbsent(one.by(), key -> new ArrayList<>()).add(one.id());
    }
    return parts;
  }

  /** An earlier squash is there itself, or all that it had replaced is. */
  private boolean has(MigrationId id, Map<MigrationId, List<MigrationId>> parts) {
    return isApplied(rows.get(id))
        || (parts.containsKey(id) && parts.get(id).stream().allMatch(part -> has(part, parts)));
  }

  /**
   * What a database has of a squash, and what it lacks, in the order in which it names them.
   *
   * @param squash of which it has some
   * @return false for what it lacks
   */
  Map<MigrationId, Boolean> inventory(AvailableMigration squash) {
    Map<MigrationId, Boolean> inventory = new LinkedHashMap<>();
    list(squash.id(), parts(squash), inventory);
    return inventory;
  }

  private void list(
      MigrationId id,
      Map<MigrationId, List<MigrationId>> parts,
      Map<MigrationId, Boolean> inventory) {
    for (MigrationId part : parts.get(id)) {
      boolean hasStarted =
          parts.getOrDefault(part, List.of()).stream().anyMatch(one -> isApplied(rows.get(one)));
      if (!isApplied(rows.get(part)) && hasStarted) {
        list(part, parts, inventory);
      } else {
        inventory.put(part, isApplied(rows.get(part)));
      }
    }
  }

  /** Whether a row is that of a replaced migration whose squash the database has. */
  boolean covers(AppliedMigration row) {
    AvailableMigration squash = squashOf.get(row.id());
    return squash != null && isRecorded(rows.get(squash.id())) && !isUnfinished(row);
  }

  /** Whether a row is that of a replaced migration whose squash is only to be recorded. */
  boolean awaits(AppliedMigration row) {
    AvailableMigration squash = squashOf.get(row.id());
    return squash != null && !covers(row) && !isUnfinished(row) && share(squash) == Share.ALL;
  }

  /** Either of both. */
  boolean hasOrAwaits(AppliedMigration row) {
    return covers(row) || awaits(row);
  }

  /** Where in the order of application a row stands: a squash where its last part does. */
  long position(AppliedMigration row, AvailableMigration available) {
    long position = row.row();
    if (available != null && row.state() == RowState.MARKED) {
      position =
          available.replaces().stream()
              .map(one -> rows.get(one.id()))
              .filter(Squashes::isApplied)
              .mapToLong(AppliedMigration::row)
              .max()
              .orElse(position);
    }
    return position;
  }

  private static boolean isUnfinished(AppliedMigration row) {
    return row.state() == RowState.STARTED || row.state() == RowState.REVERTING;
  }

  private static boolean isApplied(AppliedMigration row) {
    return row != null && (row.state() == RowState.APPLIED || row.state() == RowState.MARKED);
  }

  private static boolean isRecorded(AppliedMigration row) {
    return row != null && row.state() != RowState.REVERTED;
  }
}
