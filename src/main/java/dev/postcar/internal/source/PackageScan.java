package dev.postcar.internal.source;

import dev.postcar.Migration;
import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.View;
import io.github.classgraph.ClassGraph;
import io.github.classgraph.ClassInfo;
import io.github.classgraph.ModuleRef;
import io.github.classgraph.Resource;
import io.github.classgraph.ScanResult;
import java.io.File;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds the classes that are migrations or views, or may have been meant as one, by ClassGraph. */
final class PackageScan {

  private static final String CLASS_FILE = ".class";

  private final Set<String> packages;
  private final Path compiled;
  private final boolean sqlFiles;
  private final Map<String, Found> found = new TreeMap<>();
  private final Map<String, SqlFile> files = new TreeMap<>();
  private final Map<String, Set<String>> places = new TreeMap<>();

  private PackageScan(Set<String> packages, Path compiled, boolean sqlFiles) {
    this.packages = packages;
    this.compiled = compiled;
    this.sqlFiles = sqlFiles;
  }

  /** The classes, and the SQL files of a class path, in the order of their names. */
  record Result(Collection<Found> classes, Collection<SqlFile> files) {}

  /**
   * A class that was found, not yet loaded.
   *
   * @param suspect whether its name or its superclass is one of postcar's; otherwise only loading
   *     it tells whether it is one
   * @param configured whether it was found in classpath or sources rather than on the caller's
   *     class path
   * @param place where it lies, for messages
   */
  record Found(
      String name, ClassLoader loader, boolean suspect, boolean configured, String place) {}

  /**
   * Scans the given entries and the caller's class path.
   *
   * @param packages the packages, without their sub-packages
   * @param entries directories and jars; may be empty
   * @param compiled the one of the entries that holds the compiled sources; null for none
   * @param loaders makes the one of the entries, and closes it
   * @throws PostcarException.Source if a class lies in two places
   */
  static Result scan(
      Set<String> packages,
      List<Path> entries,
      Path compiled,
      ClassLoader parent,
      ClassLoaders loaders,
      boolean sqlFiles) {
    PackageScan scan = new PackageScan(packages, compiled, sqlFiles);
    if (!entries.isEmpty()) {
      URLClassLoader child = loaders.of(entries, parent);
      // Only that loader: the jars of the application itself need not be opened.
      scan.add(packages, child, true, graph(child).ignoreParentClassLoaders());
    }
    Set<String> rest = scan.packagesOf(parent);
    if (!rest.isEmpty()) {
      scan.add(rest, parent, false, graph(parent));
      ClassGraph modules = ModulePackages.graph(rest, parent);
      if (modules != null) {
        scan.add(rest, parent, false, modules);
        ModulePackages.refuseClosed(scan.packagesOfClasses());
      }
    }
    scan.refuseTwice();
    return new Result(scan.found.values(), scan.files.values());
  }

  private static ClassGraph graph(ClassLoader loader) {
    return new ClassGraph().disableModuleScanning().overrideClassLoaders(loader);
  }

  /** What to look for on the caller's class path; a scan of it opens every jar. */
  private Set<String> packagesOf(ClassLoader parent) {
    Set<String> rest = new TreeSet<>(packages);
    found.values().forEach(one -> rest.remove(packageOf(one.name())));
    files.values().forEach(one -> rest.remove(one.id().packageName()));
    for (String packageName : packages) {
      // A package may be on both.
      if (parent.getResource(packageName.replace('.', '/') + "/") != null) {
        rest.add(packageName);
      }
    }
    return rest;
  }

  private void add(Set<String> wanted, ClassLoader loader, boolean configured, ClassGraph graph) {
    graph.enableClassInfo().ignoreClassVisibility();
    graph.acceptPackagesNonRecursive(wanted.toArray(String[]::new));
    try (ScanResult result = graph.scan()) {
      Set<String> ours = new TreeSet<>(result.getSubclasses(Migration.class.getName()).getNames());
      ours.addAll(result.getSubclasses(View.class.getName()).getNames());
      Map<String, ClassInfo> classes = result.getAllClassesAsMap();
      if (sqlFiles) {
        addFiles(wanted, loader, result);
      }
      // By class files: one that ClassGraph cannot read must not pass for none.
      for (Resource resource : result.getResourcesWithExtension("class")) {
        String path = resource.getPath();
        String name = path.substring(0, path.length() - CLASS_FILE.length()).replace('/', '.');
        if (wanted.contains(packageOf(name))) {
          boolean suspect = ours.contains(name) || isMigrationName(name);
          if (suspect || mayExtend(classes.get(name))) {
            String place = place(resource);
            found.putIfAbsent(name, new Found(name, loader, suspect, configured, place));
            places.computeIfAbsent(name, key -> new TreeSet<>()).add(place);
          }
        }
      }
    }
  }

  private void addFiles(Set<String> wanted, ClassLoader loader, ScanResult result) {
    for (Resource resource : result.getResourcesWithExtension("sql")) {
      String path = resource.getPath();
      int slash = path.lastIndexOf('/');
      String packageName = path.substring(0, Math.max(slash, 0)).replace('/', '.');
      // In a directory it is a path that opens.
      boolean packed = file(resource).isFile();
      ModuleRef module = resource.getModuleRef();
      String place = place(resource) + (packed ? "!" : "/") + path;
      SqlFile file =
          wanted.contains(packageName)
              ? SqlFile.of(
                      packageName,
                      path.substring(slash + 1),
                      place,
                      () ->
                          module == null
                              ? loader.getResourceAsStream(path)
                              : ModulePackages.open(module, path))
                  .orElse(null)
              : null;
      if (file != null) {
        files.putIfAbsent(path, file);
        places.computeIfAbsent(path, key -> new TreeSet<>()).add(place);
      }
    }
  }

  /** Through classes that the scan does not see, such as CodeMigration. */
  private static boolean mayExtend(ClassInfo info) {
    return info != null && info.isStandardClass() && info.getSuperclass() != null;
  }

  private static boolean isMigrationName(String name) {
    String simple = name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
    return MigrationId.isName(simple);
  }

  private Set<String> packagesOfClasses() {
    return found.values().stream()
        .filter(Found::suspect)
        .map(one -> packageOf(one.name()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String packageOf(String name) {
    return MigrationId.of(name).packageName();
  }

  private String place(Resource resource) {
    File file = file(resource);
    return file.toPath().equals(compiled) ? "sources" : file.toString();
  }

  private static File file(Resource resource) {
    ModuleRef module = resource.getModuleRef();
    // One that is linked into the runtime has none.
    return module != null && module.getLocationFile() == null
        ? new File("module " + module.getName())
        : resource.getClasspathElementFile();
  }

  private void refuseTwice() {
    Rejections rejections = new Rejections();
    places.forEach(
        (name, where) -> {
          if (where.size() > 1 && (files.containsKey(name) || found.get(name).suspect())) {
            rejections.add(name, "found in " + String.join(" and in ", where) + "; remove one");
          }
        });
    rejections.refuse();
  }
}
