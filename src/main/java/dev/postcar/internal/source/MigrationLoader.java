package dev.postcar.internal.source;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.zip.ZipFile;

/** Which migrations exist: compiles, scans, loads, and refuses what is wrong. */
public final class MigrationLoader {

  private MigrationLoader() {}

  /**
   * Loads every migration of the requested packages, by package in the requested order, by sequence
   * within each.
   *
   * @throws PostcarException.Configuration if no package is named, a package's name is none, or a
   *     place does not exist
   * @throws PostcarException.Source if a class is wrong, a source does not compile, or a package
   *     has no migration; each wrong class has a line of its own
   */
  public static List<AvailableMigration> load(SourceRequest request) {
    try (ClassLoaders loaders = new ClassLoaders()) {
      return loadSources(request, loaders).migrations();
    }
  }

  /** The same with their managed views. */
  static Sources loadSources(SourceRequest request, ClassLoaders loaders) {
    refuseRequest(request);
    Rejections rejections = new Rejections();
    Sources all = scan(request, loaders.compile(request), loaders, rejections);
    rejections.refuse();
    List<AvailableMigration> ordered = new ArrayList<>(all.migrations().size());
    for (String packageName : request.packages()) {
      List<AvailableMigration> own =
          all.migrations().stream()
              .filter(migration -> migration.id().packageName().equals(packageName))
              .sorted(Comparator.comparing(AvailableMigration::id))
              .toList();
      if (own.isEmpty()) {
        throw new PostcarException.Source(noMigration(packageName, request));
      }
      ordered.addAll(own);
    }
    return Sources.loaded(List.copyOf(ordered), all.views());
  }

  /** Looks for all of them, and loads those that are not rejected; in no order. */
  static Sources scan(
      SourceRequest request, Path compiled, ClassLoaders loaders, Rejections rejections) {
    List<Path> entries = entries(request, compiled, loaders);
    PackageScan.Result found =
        PackageScan.scan(
            new LinkedHashSet<>(request.packages()),
            entries,
            compiled,
            request.parent(),
            loaders,
            request.sqlFiles());
    List<SqlFile> files = new ArrayList<>(sqlFiles(request));
    files.addAll(found.files());
    return StdoutRedirect.during(() -> loadAll(found.classes(), files, rejections));
  }

  /**
   * Loads classes whose names an outline tells, without looking for others.
   *
   * @throws PostcarException.Source if one cannot be loaded
   */
  static Sources loadKnown(
      SourceRequest request,
      Collection<MigrationId> ids,
      Set<MigrationId> sqlFiles,
      ClassLoaders loaders) {
    List<Path> entries = entries(request, loaders.compile(request), loaders);
    ClassLoader loader =
        entries.isEmpty() ? request.parent() : loaders.of(entries, request.parent());
    List<PackageScan.Found> found = new ArrayList<>();
    List<SqlFile> files = new ArrayList<>();
    for (MigrationId id : ids) {
      SqlFile file = sqlFiles.contains(id) ? SqlFile.find(id, request, loader) : null;
      if (file != null) {
        files.add(file);
      } else if (!sqlFiles.contains(id)) {
        found.add(new PackageScan.Found(id.toString(), loader, true, false, ""));
      }
    }
    Rejections rejections = new Rejections();
    Sources all = StdoutRedirect.during(() -> loadAll(found, files, rejections));
    rejections.refuse();
    return all;
  }

  private static List<SqlFile> sqlFiles(SourceRequest request) {
    try {
      List<SqlFile> files = new ArrayList<>();
      SourceFiles.of(request)
          .sql()
          .forEach((file, packageName) -> SqlFile.of(packageName, file).ifPresent(files::add));
      return files;
    } catch (IOException e) {
      throw new PostcarException.Source("The sources cannot be read: " + e + ".", e);
    }
  }

  private static List<Path> entries(SourceRequest request, Path compiled, ClassLoaders loaders) {
    List<Path> entries = new ArrayList<>(loaders.expanded(request.classpath()));
    if (compiled != null) {
      entries.add(compiled);
    }
    return entries;
  }

  public static void refuseRequest(SourceRequest request) {
    if (request.packages().isEmpty()) {
      throw new PostcarException.Configuration(
          "No package is configured.\nNext: add packages = ['shop.migrations'] to the conf script, or"
              + " set POSTCAR_PACKAGES.");
    }
    for (String packageName : request.packages()) {
      if (!PackageName.isOne(packageName)) {
        throw new PostcarException.Configuration(
            "\"" + packageName + "\" is not the name of a Java package.");
      }
    }
    refuse("classpath", request.classpath(), path -> !Files.exists(path), "does not exist");
    refuse("classpath", request.classpath(), MigrationLoader::isNoArchive, "is not a jar");
    refuse("sources", request.sources(), path -> !Files.exists(path), "does not exist");
    refuse("sources", request.sources(), path -> !Files.isDirectory(path), "is not a directory");
  }

  private static void refuse(
      String setting, List<Path> paths, Predicate<Path> wrong, String problem) {
    paths.stream()
        .filter(wrong)
        .findFirst()
        .ifPresent(
            path -> {
              throw new PostcarException.Configuration(setting + ": " + path + " " + problem + ".");
            });
  }

  private static boolean isNoArchive(Path path) {
    if (Files.isDirectory(path)) {
      return false;
    }
    try {
      new ZipFile(path.toFile()).close();
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static String noMigration(String packageName, SourceRequest request) {
    List<String> places = new ArrayList<>();
    request.sources().forEach(path -> places.add("sources " + path));
    request
        .classpath()
        .forEach(path -> places.add("classpath " + path + ApplicationArchive.inside(path)));
    places.add(
        System.getProperty("jdk.module.path") == null
            ? "the caller's class path"
            : "the caller's class path and the modules that were started");
    String nearest = PackageSuggestion.nearest(packageName, request);
    return "Package "
        + packageName
        + " has no migration. Looked in "
        + String.join(", ", places)
        + (nearest == null
            ? ". Fix the package's name, or add its location to sources or classpath."
            : ". Did you mean " + nearest + "?");
  }

  private static Sources loadAll(
      Collection<PackageScan.Found> found, Collection<SqlFile> files, Rejections rejections) {
    List<AvailableMigration> all = new ArrayList<>();
    List<AvailableView> views = new ArrayList<>();
    Map<MigrationId, String> names = new HashMap<>();
    for (SqlFile file : files) {
      String other = names.putIfAbsent(file.id(), file.place());
      if (other != null) {
        rejections.add(
            file.id().toString(), "found in " + other + " and in " + file.place() + "; remove one");
        continue;
      }
      try {
        add(SqlFileReader.read(file), all, views);
      } catch (Rejected e) {
        rejections.add(file.id().toString(), e);
      }
    }
    for (PackageScan.Found one : found) {
      try {
        Available available = MigrationInstantiator.load(one).orElse(null);
        String file = available == null ? null : names.get(available.id());
        if (file != null) {
          throw new Rejected(
              "it is a class and a SQL file ("
                  + file
                  + "): remove one, or set sqlFiles = false if the class reads the file");
        }
        add(available, all, views);
      } catch (Rejected e) {
        rejections.add(one.name(), e);
      }
    }
    rejectDuplicates(all, rejections);
    Replacements.check(all, rejections);
    rejectSameNames(views, rejections);
    views.sort(Comparator.comparing(AvailableView::id));
    return Sources.loaded(all, List.copyOf(views));
  }

  private static void add(
      Available available, List<AvailableMigration> all, List<AvailableView> views) {
    if (available instanceof AvailableMigration migration) {
      all.add(migration);
    } else if (available instanceof AvailableView view) {
      views.add(view);
    }
  }

  /** Classes inside of two others may have the same simple name. */
  private static void rejectSameNames(List<AvailableView> views, Rejections rejections) {
    Set<MigrationId> seen = new HashSet<>();
    for (AvailableView view : views) {
      if (!seen.add(view.id())) {
        rejections.add(view.id().toString(), "two views have this name: rename one of them");
      }
    }
  }

  /** M0001 and M00001 are the same place in the sequence. */
  private static void rejectDuplicates(List<AvailableMigration> all, Rejections rejections) {
    Map<String, MigrationId> seen = new HashMap<>();
    for (AvailableMigration migration : all) {
      MigrationId id = migration.id();
      BigInteger number = id.sequenceNumber();
      MigrationId other = seen.putIfAbsent(id.packageName() + "#" + number, id);
      if (other != null) {
        rejections.add(
            id.toString(),
            "%s has number %s, too. Next: run \"postcar renumber %s\""
                .formatted(other.name(), number, id.name()));
      }
    }
  }
}
