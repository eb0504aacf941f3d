package dev.postcar.internal.source;

import dev.postcar.MigrationId;
import dev.postcar.Replaces;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What squashes say that they stand for, and what is wrong with it. */
final class Replacements {

  private Replacements() {}

  /**
   * Migrations that are replaced together.
   *
   * @param names as they are written
   * @param by what had replaced them; empty for the migration itself
   */
  record Group(List<String> names, String by) {}

  /** What a class replaces, each once; empty for one that is no squash. */
  static List<Replaced> of(Class<?> type) throws Rejected {
    List<Group> groups = new ArrayList<>();
    for (Replaces one : type.getAnnotationsByType(Replaces.class)) {
      groups.add(new Group(List.of(one.value()), one.by()));
    }
    return of(MigrationInstantiator.idOf(type), groups);
  }

  /** What a migration says that it replaces, each once. */
  static List<Replaced> of(MigrationId own, List<Group> groups) throws Rejected {
    Map<MigrationId, Replaced> found = new LinkedHashMap<>();
    for (Group one : groups) {
      MigrationId by = one.by().isBlank() ? own : named(one.by(), own);
      if (one.names().isEmpty()) {
        throw new Rejected("its @Replaces names nothing: name the migrations, or remove it");
      }
      for (String name : one.names()) {
        MigrationId id = named(name, own);
        if (id.equals(own) || id.equals(by) || found.put(id, new Replaced(id, by)) != null) {
          throw new Rejected(
              "its @Replaces names " + id + (id.equals(own) ? ", the migration itself" : " twice"));
        }
      }
    }
    refuseLoose(own, found);
    return List.copyOf(found.values());
  }

  private static MigrationId named(String name, MigrationId own) throws Rejected {
    MigrationId id = MigrationId.of(name.strip());
    if (!MigrationId.isName(id.name())) {
      throw new Rejected(
          "its @Replaces names \"" + name + "\", which is not the name of a migration: fix it");
    }
    return id.packageName().isEmpty() ? new MigrationId(own.packageName(), id.name()) : id;
  }

  /** Each must lead to the squash itself, along those that had replaced it. */
  private static void refuseLoose(MigrationId own, Map<MigrationId, Replaced> found)
      throws Rejected {
    for (Replaced one : found.values()) {
      MigrationId by = one.by();
      for (int i = 0; !by.equals(own) && i <= found.size(); i++) {
        Replaced next = found.get(by);
        by = next == null ? one.id() : next.by();
        if (next == null || i == found.size()) {
          throw new Rejected(
              ("its @Replaces says that %s was replaced by %s, which it does not replace"
                      + " itself: add that one")
                  .formatted(one.id(), one.by()));
        }
      }
    }
  }

  /** Refuses those whose classes are still there, and those that two squashes stand for. */
  static void check(List<AvailableMigration> all, Rejections rejections) {
    Map<MigrationId, MigrationId> squashes = new HashMap<>();
    List<MigrationId> ids = new ArrayList<>(all.size());
    for (AvailableMigration migration : all) {
      if (!migration.replaces().isEmpty()) {
        ids.add(migration.id());
      }
      for (Replaced one : migration.replaces()) {
        MigrationId other = squashes.putIfAbsent(one.id(), migration.id());
        if (other != null) {
          rejections.add(
              migration.id().toString(),
              "its @Replaces and that of " + other + " both name " + one.id() + ": keep one");
        }
      }
    }
    if (ids.isEmpty()) {
      return;
    }
    for (AvailableMigration migration : all) {
      MigrationId squash = squashes.get(migration.id());
      if (squash != null) {
        rejections.add(
            squash.toString(),
            "its @Replaces names "
                + migration.id()
                + ", which still exists: delete that one, or the squash");
      }
    }
  }
}
