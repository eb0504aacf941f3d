package dev.postcar.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A package of migrations that a sweep runs.
 *
 * @param name the Java package
 * @param migrations in their order
 * @param views sources of managed views by class name
 * @param seenBy queries for what they change that no catalog of one database shows
 * @param before what is to be run on the server before each run
 * @param after what is to be run on the server before one that finds them applied
 */
record SweepPackage(
    String name,
    List<SweepMigration> migrations,
    Map<String, String> views,
    List<String> seenBy,
    List<String> before,
    List<String> after) {

  SweepPackage(String name, List<SweepMigration> migrations) {
    this(name, migrations, Map.of(), List.of(), List.of(), List.of());
  }

  SweepMigration named(String id) {
    return migrations.stream().filter(one -> id.endsWith(one.name())).findFirst().orElseThrow();
  }

  /** The same with one of its migrations changed. */
  SweepPackage with(String migration, UnaryOperator<SweepMigration> change) {
    return new SweepPackage(
        name,
        migrations.stream()
            .map(one -> one.name().equals(migration) ? change.apply(one) : one)
            .toList(),
        views,
        seenBy,
        before,
        after);
  }

  /** The same with another source of a view. */
  SweepPackage withView(String view, String source) {
    Map<String, String> changed = new LinkedHashMap<>(views);
    changed.put(view, source);
    return new SweepPackage(name, migrations, changed, seenBy, before, after);
  }

  /** Writes the sources below a root. */
  Path write(Path root) {
    try {
      Path folder = Files.createDirectories(root.resolve(name));
      for (SweepMigration migration : migrations) {
        Files.writeString(folder.resolve(migration.name() + ".java"), migration.source(name));
      }
      for (Map.Entry<String, String> view : views.entrySet()) {
        Files.writeString(
            folder.resolve(view.getKey() + ".java"),
            "package " + name + ";\nimport dev.postcar.*;\n" + view.getValue());
      }
      return root;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
