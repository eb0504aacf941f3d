package dev.postcar.internal.source.edit;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.internal.source.ClassLoaders;
import dev.postcar.internal.source.MigrationLoader;
import dev.postcar.internal.source.SourceFiles;
import dev.postcar.internal.source.SourceRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives a migration another number: its class or SQL file, and whatever names it in the source
 * files, all together or not at all.
 */
public final class Renumbering {

  private static final String EXTENSION = ".java";

  private final SourceRequest request;
  private final MigrationId id;

  private Renumbering(SourceRequest request, MigrationId id) {
    this.request = request;
    this.id = id;
  }

  /**
   * What was done.
   *
   * @param id the new identity; the old one where that is the next one already
   * @param files those that were changed, under their new names
   */
  public record Renumbered(MigrationId id, List<Path> files) {}

  /**
   * The migrations that have a source file: they need not compile, and two may have one number; by
   * file name.
   *
   * @throws PostcarException.Configuration if there is no sources directory
   */
  public static List<MigrationId> candidates(SourceRequest request) {
    MigrationLoader.refuseRequest(request);
    if (request.sources().isEmpty()) {
      throw new PostcarException.Configuration(
          "No sources directory is configured. Next: set the root folder of the migrations, for"
              + " example sources = ['src/main/java'] in the conf script, or --sources.");
    }
    try {
      List<MigrationId> ids = new ArrayList<>();
      for (Path file : SourceFiles.of(request).compiled()) {
        String name = file.getFileName().toString();
        String type = name.substring(0, name.length() - EXTENSION.length());
        if (MigrationId.isName(type)) {
          ids.add(new MigrationId(packageOf(request, file), type));
        }
      }
      SourceFiles.of(request)
          .sql()
          .forEach(
              (file, packageName) -> {
                MigrationId id = Skeleton.idOf(file, packageName);
                if (MigrationId.isName(id.name())) {
                  ids.add(id);
                }
              });
      return List.copyOf(ids);
    } catch (IOException e) {
      throw new PostcarException.Source("The sources cannot be read: " + e + ".", e);
    }
  }

  private static String packageOf(SourceRequest request, Path file) {
    return request.packages().stream()
        .filter(name -> file.getParent().endsWith(name.replace('.', '/')))
        .max((a, b) -> Integer.compare(a.length(), b.length()))
        .orElseThrow();
  }

  /**
   * Renumbers.
   *
   * @param taken all whose numbers are not free: {@link #candidates} and what the database
   *     remembers
   * @param timestamp whether the number is the time (UTC)
   * @throws PostcarException.Source if the sources do not compile, before or afterwards: then
   *     everything is as it was
   */
  public static Renumbered renumber(
      SourceRequest request, MigrationId id, Collection<MigrationId> taken, boolean timestamp) {
    NextSequence next =
        NextSequence.of(
            taken.stream()
                .filter(other -> other.packageName().equals(id.packageName()) && !other.equals(id))
                .toList());
    String words = id.name().substring(1 + id.sequence().length());
    String digits = timestamp ? next.time(Clock.systemUTC()) : next.number();
    MigrationId renamed = new MigrationId(id.packageName(), "M" + digits + words);
    if (renamed.equals(id)) {
      return new Renumbered(id, List.of());
    }
    try {
      return new Renumbering(request, id).to(renamed);
    } catch (IOException e) {
      throw new PostcarException.Source(
          id + " cannot be renumbered: " + e + ". No file was changed.", e);
    }
  }

  private Renumbered to(MigrationId renamed) throws IOException {
    // What does not compile is not understood.
    try (ClassLoaders loaders = new ClassLoaders()) {
      loaders.compile(request);
    }
    Map<Path, List<Reference>> byFile = new LinkedHashMap<>();
    SourceFiles files = SourceFiles.of(request);
    for (Reference one : ReferenceSearch.find(request, files.everything(), List.of(id))) {
      byFile.computeIfAbsent(one.file(), file -> new ArrayList<>()).add(one);
    }
    files.sql().keySet().stream()
        .filter(file -> isOwn(files, file))
        .forEach(file -> byFile.computeIfAbsent(file, key -> List.of()));
    Map<Path, String> written = new LinkedHashMap<>();
    List<Path> gone = new ArrayList<>();
    for (Map.Entry<Path, List<Reference>> entry : byFile.entrySet()) {
      Path file = entry.getKey();
      String text = Reference.replaced(Files.readString(file), entry.getValue(), renamed);
      if (isOwn(file, entry.getValue()) || isOwn(files, file)) {
        gone.add(file);
        file =
            file.resolveSibling(
                renamed.name() + file.getFileName().toString().substring(id.name().length()));
      }
      written.put(file, text);
    }
    SourceChange change = new SourceChange(request, written, gone);
    tryOut(change, renamed, byFile.keySet(), written.keySet());
    change.make();
    return new Renumbered(renamed, List.copyOf(written.keySet()));
  }

  private boolean isOwn(SourceFiles files, Path file) {
    String packageName = files.sql().get(file);
    return packageName != null && Skeleton.idOf(file, packageName).equals(id);
  }

  /** Whether the class is declared here, and the file is called like it. */
  private boolean isOwn(Path file, List<Reference> references) {
    return file.getFileName().toString().equals(id.name() + EXTENSION)
        && references.stream().anyMatch(one -> one.place() == Reference.Place.DECLARATION);
  }

  private static List<Path> java(Collection<Path> files) {
    return files.stream().filter(file -> file.toString().endsWith(EXTENSION)).toList();
  }

  private void tryOut(
      SourceChange change, MigrationId renamed, Collection<Path> before, Collection<Path> after)
      throws IOException {
    try (StagedSources staged = change.stage()) {
      staged.compile(request);
      List<Path> java = java(before);
      if (!java.isEmpty()
          && staged.faults(request, java(after))
              > UnderstoodSources.visit(request, java, (file, unit, task) -> {})) {
        throw new PostcarException.Source("another source file would no longer compile");
      }
    } catch (PostcarException.Source e) {
      throw new PostcarException.Source(
          "With %s in the place of %s the sources do not compile, so no file was changed: %s"
              .formatted(renamed.name(), id.name(), e.commandLineMessage()),
          e);
    }
  }
}
