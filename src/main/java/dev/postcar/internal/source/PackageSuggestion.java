package dev.postcar.internal.source;

import dev.postcar.MigrationId;
import dev.postcar.internal.sql.EditDistance;
import io.github.classgraph.ClassGraph;
import io.github.classgraph.ScanResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Where migrations are, when a package has none: for the message, so it may take its time. */
public final class PackageSuggestion {

  private PackageSuggestion() {}

  /** The package that was probably meant; null where no package with migrations is near. */
  static String nearest(String packageName, SourceRequest request) {
    Set<String> packages = new TreeSet<>();
    for (Path root : request.sources()) {
      addSources(packages, root);
    }
    try (ClassLoaders loaders = new ClassLoaders()) {
      addClasses(packages, loaders.of(loaders.expanded(request.classpath()), request.parent()));
    }
    packages.removeAll(request.packages());
    String nearest = EditDistance.of(packageName, packages);
    return nearest == null && packages.size() == 1 ? packages.iterator().next() : nearest;
  }

  /** The migrations of a package that exist as classes only. */
  public static List<MigrationId> compiled(String packageName, List<Path> classpath) {
    if (classpath.isEmpty()) {
      return List.of();
    }
    try (ClassLoaders loaders = new ClassLoaders();
        ScanResult result =
            new ClassGraph()
                .overrideClassLoaders(loaders.of(loaders.expanded(classpath), null))
                .ignoreParentClassLoaders()
                .acceptPathsNonRecursive(packageName.replace('.', '/'))
                .scan()) {
      return Stream.of("class", "sql")
          .flatMap(kind -> result.getResourcesWithExtension(kind).getPaths().stream())
          .map(path -> path.substring(0, path.lastIndexOf('.')).replace('/', '.'))
          .map(MigrationId::of)
          .filter(id -> MigrationId.isName(id.name()))
          .toList();
    }
  }

  private static void addSources(Set<String> packages, Path root) {
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path file : (Iterable<Path>) walk::iterator) {
        String name = root.relativize(file).toString().replace('\\', '/');
        add(packages, name, ".java");
        add(packages, name, ".sql");
      }
    } catch (IOException | UncheckedIOException e) {
      // Then there is one hint less.
    }
  }

  private static void addClasses(Set<String> packages, ClassLoader loader) {
    try (ScanResult result = new ClassGraph().overrideClassLoaders(loader).scan()) {
      List<String> paths = result.getResourcesWithExtension("class").getPaths();
      paths.forEach(path -> add(packages, path, ".class"));
      result
          .getResourcesWithExtension("sql")
          .getPaths()
          .forEach(path -> add(packages, path, ".sql"));
    }
  }

  private static void add(Set<String> packages, String path, String extension) {
    if (path.endsWith(extension)) {
      String name = path.substring(0, path.length() - extension.length()).replace('/', '.');
      MigrationId id = MigrationId.of(name);
      if (MigrationId.isName(id.name())) {
        packages.add(id.packageName());
      }
    }
  }
}
