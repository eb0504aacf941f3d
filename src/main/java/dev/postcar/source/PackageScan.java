package dev.postcar.source;

import dev.postcar.Migration;
import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import io.github.classgraph.ClassGraph;
import io.github.classgraph.ClassInfo;
import io.github.classgraph.ClassInfoList;
import io.github.classgraph.ScanResult;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds the classes that are migrations, or are named like one, by ClassGraph. */
final class PackageScan {

  private PackageScan() {}

  /**
   * A class that was found, not yet loaded.
   *
   * @param name its full name
   * @param loader loads it
   * @param migration whether it extends {@link Migration}, as far as the scan can see
   * @param abstractBase whether it is abstract and not named like a migration
   */
  record Found(String name, ClassLoader loader, boolean migration, boolean abstractBase) {}

  /**
   * Scans the caller's class path and the given entries beside it.
   *
   * @param packages the packages, without their sub-packages
   * @param entries directories and jars; may be empty
   * @param parent the caller's class loader
   * @return classes by full name
   * @throws PostcarException.Source if a class lies in two places
   */
  static Map<String, Found> scan(Set<String> packages, List<Path> entries, ClassLoader parent) {
    Map<String, Found> found = new TreeMap<>();
    if (!entries.isEmpty()) {
      URLClassLoader child = new URLClassLoader(urls(entries), parent);
      // Only that loader: the jars of the application itself need not be opened.
      add(found, packages, child, graph().overrideClassLoaders(child).ignoreParentClassLoaders());
    }
    // Packages found beside the class path are not looked for in it: a scan of it opens every jar.
    Set<String> rest = new TreeSet<>(packages);
    found.values().forEach(one -> rest.remove(MigrationId.of(one.name()).packageName()));
    if (!rest.isEmpty()) {
      add(found, rest, parent, graph().overrideClassLoaders(parent));
    }
    return found;
  }

  private static ClassGraph graph() {
    return new ClassGraph().enableClassInfo().ignoreClassVisibility().disableModuleScanning();
  }

  private static void add(
      Map<String, Found> found, Set<String> packages, ClassLoader loader, ClassGraph graph) {
    graph.acceptPackagesNonRecursive(packages.toArray(String[]::new));
    try (ScanResult result = graph.scan()) {
      refuseTwice(result, packages);
      ClassInfoList migrations = result.getSubclasses(Migration.class.getName());
      for (ClassInfo info : result.getAllClasses()) {
        if (!packages.contains(info.getPackageName())) {
          continue;
        }
        boolean migration = migrations.contains(info);
        boolean named = MigrationId.NAME.matcher(info.getSimpleName()).matches();
        if (migration || named) {
          boolean base = info.isAbstract() && !named;
          found.put(info.getName(), new Found(info.getName(), loader, migration, base));
        }
      }
    }
  }

  private static void refuseTwice(ScanResult result, Set<String> packages) {
    Map<String, List<String>> places = new LinkedHashMap<>();
    result
        .getAllResources()
        .classFilesOnly()
        .forEach(
            resource ->
                places
                    .computeIfAbsent(resource.getPath(), key -> new ArrayList<>())
                    .add(String.valueOf(resource.getClasspathElementURI())));
    places.forEach(
        (path, where) -> {
          String name = path.substring(0, path.length() - ".class".length()).replace('/', '.');
          MigrationId id = MigrationId.of(name);
          if (where.size() > 1
              && packages.contains(id.packageName())
              && MigrationId.NAME.matcher(id.name()).matches()) {
            throw new PostcarException.Source(
                name
                    + " is there twice, in "
                    + String.join(" and in ", where)
                    + ". Take one of them off the class path.");
          }
        });
  }

  private static URL[] urls(List<Path> entries) {
    List<URL> urls = new ArrayList<>();
    for (Path entry : entries) {
      try {
        urls.add(entry.toUri().toURL());
      } catch (MalformedURLException e) {
        throw new PostcarException.Configuration("classpath: " + entry + ": " + e.getMessage(), e);
      }
    }
    return urls.toArray(URL[]::new);
  }
}
