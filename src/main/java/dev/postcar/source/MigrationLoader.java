package dev.postcar.source;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;

/** Which migrations exist: compiles, scans, loads, and refuses what is wrong. */
public final class MigrationLoader {

  private static final int REJECTIONS_SHOWN = 20;

  private MigrationLoader() {}

  /**
   * Loads every migration of the requested packages.
   *
   * @param request where to look
   * @return by package in the requested order, by sequence within each
   * @throws PostcarException.Configuration if no package is named, a package's name is none, or a
   *     place does not exist
   * @throws PostcarException.Source if a class is wrong, a source does not compile, or a package
   *     has no migration
   */
  public static List<AvailableMigration> load(SourceRequest request) {
    refuseRequest(request);
    List<Path> entries = new ArrayList<>(request.classpath());
    if (!request.sources().isEmpty()) {
      new SourceCompiler(request).compile().ifPresent(entries::add);
    }
    Set<String> packages = new LinkedHashSet<>(request.packages());
    Map<String, PackageScan.Found> found = PackageScan.scan(packages, entries, request.parent());
    List<AvailableMigration> all = loadAll(found);
    List<AvailableMigration> ordered = new ArrayList<>();
    for (String packageName : packages) {
      List<AvailableMigration> own =
          all.stream()
              .filter(migration -> migration.id().packageName().equals(packageName))
              .sorted((a, b) -> a.id().compareTo(b.id()))
              .toList();
      if (own.isEmpty()) {
        throw new PostcarException.Source(
            "Package "
                + packageName
                + " has no migration. Looked in "
                + places(request)
                + ". Mend the package's name, or add it with classpath or sources.");
      }
      ordered.addAll(own);
    }
    return ordered;
  }

  private static void refuseRequest(SourceRequest request) {
    if (request.packages().isEmpty()) {
      throw new PostcarException.Configuration(
          "No package is configured: say where the migrations are, for example"
              + " packages = ['shop.migrations'] in the conf script, or POSTCAR_PACKAGES.");
    }
    for (String packageName : request.packages()) {
      if (!SourceVersion.isName(packageName)) {
        throw new PostcarException.Configuration(
            "\"" + packageName + "\" is not the name of a Java package.");
      }
    }
    refuseAbsent("classpath", request.classpath());
    refuseAbsent("sources", request.sources());
  }

  private static void refuseAbsent(String setting, List<Path> paths) {
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw new PostcarException.Configuration(setting + ": " + path + " does not exist.");
      }
    }
  }

  private static String places(SourceRequest request) {
    List<String> places = new ArrayList<>();
    request.sources().forEach(path -> places.add(path.toString()));
    request.classpath().forEach(path -> places.add(path.toString()));
    places.add("the class path");
    return String.join(", ", places);
  }

  private static List<AvailableMigration> loadAll(Map<String, PackageScan.Found> found) {
    List<AvailableMigration> all = new ArrayList<>();
    List<String> rejected = new ArrayList<>();
    Throwable cause = null;
    PrintStream out = System.out;
    System.setOut(System.err); // What a migration prints must not stand in the result.
    try {
      for (PackageScan.Found one : found.values()) {
        try {
          // A base class of migrations is none itself.
          if (!one.abstractBase()) {
            all.add(Loading.load(one));
          }
        } catch (Loading.Rejected e) {
          rejected.add(one.name() + ": " + e.getMessage() + ".");
          cause = e.getCause() == null ? cause : e.getCause();
        }
      }
    } finally {
      System.setOut(out);
    }
    rejected.addAll(duplicates(all));
    if (!rejected.isEmpty()) {
      String shown = rejected.stream().limit(REJECTIONS_SHOWN).collect(Collectors.joining("\n"));
      int more = rejected.size() - REJECTIONS_SHOWN;
      throw new PostcarException.Source(
          shown + (more > 0 ? "\n… and " + more + " more." : ""), cause);
    }
    return all;
  }

  private static List<String> duplicates(List<AvailableMigration> all) {
    Map<String, MigrationId> seen = new HashMap<>();
    List<String> lines = new ArrayList<>();
    for (AvailableMigration migration : all) {
      MigrationId id = migration.id();
      BigInteger number = id.sequenceNumber();
      MigrationId other = seen.putIfAbsent(id.packageName() + "#" + number, id);
      if (other != null) {
        lines.add(
            id
                + ": its sequence "
                + number
                + " is that of "
                + other.name()
                + " too: give one of them another number.");
      }
    }
    return lines;
  }
}
