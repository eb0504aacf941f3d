package dev.postcar.internal.source;

import dev.postcar.MigrationId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All that the packages of a run hold.
 *
 * @param migrations by package in the requested order, by sequence within each
 * @param views the managed views, by package and name
 * @param files those of both that are SQL files
 */
record Sources(
    List<AvailableMigration> migrations, List<AvailableView> views, Set<MigrationId> files) {

  /** All of them loaded. */
  static Sources loaded(List<AvailableMigration> migrations, List<AvailableView> views) {
    Set<MigrationId> files = new HashSet<>();
    migrations.stream().filter(AvailableMigration::isFile).forEach(one -> files.add(one.id()));
    views.stream().filter(one -> one.origin() != null).forEach(one -> files.add(one.id()));
    return new Sources(migrations, views, Set.copyOf(files));
  }
}
