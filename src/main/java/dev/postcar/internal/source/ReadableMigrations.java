package dev.postcar.internal.source;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The migrations that can be read where others of the same request are faulty.
 *
 * @param migrations without what they require, which may be among the others
 * @param faulty those that do not compile or cannot be loaded, by name
 * @param unknown whether any other may be faulty, too
 */
public record ReadableMigrations(
    List<AvailableMigration> migrations, Set<MigrationId> faulty, boolean unknown) {

  /** Compiles and loads what can be; whatever is wrong with the rest was said before. */
  public static ReadableMigrations of(SourceRequest request) {
    Set<MigrationId> faulty = new TreeSet<>();
    try (ClassLoaders loaders = new ClassLoaders()) {
      Path compiled = loaders.compileReadable(request, file -> add(faulty, request, file));
      Rejections rejections = new Rejections();
      List<AvailableMigration> found =
          MigrationLoader.scan(request, compiled, loaders, rejections).migrations();
      rejections.names().stream().map(MigrationId::of).forEach(id -> add(faulty, id));
      return new ReadableMigrations(
          found.stream().map(one -> one.requiring(List.of())).sorted(order(request)).toList(),
          faulty,
          false);
    } catch (PostcarException.Source e) {
      // Found twice, or no folder that can be listed.
      return new ReadableMigrations(List.of(), faulty, true);
    }
  }

  private static Comparator<AvailableMigration> order(SourceRequest request) {
    return Comparator.comparing(
            (AvailableMigration one) -> request.packages().indexOf(one.id().packageName()))
        .thenComparing(AvailableMigration::id);
  }

  private static void add(Set<MigrationId> faulty, SourceRequest request, Path file) {
    String name = file.getFileName().toString().replaceFirst("\\.(java|sql)$", "");
    for (Path one : request.sources()) {
      Path root = one.toAbsolutePath().normalize();
      if (file.startsWith(root)) {
        String folder = root.relativize(file.getParent()).toString();
        add(faulty, new MigrationId(folder.replace('\\', '/').replace('/', '.'), name));
      }
    }
  }

  private static void add(Set<MigrationId> faulty, MigrationId id) {
    if (MigrationId.isName(id.name())) {
      faulty.add(id);
    }
  }

  /** Whether it is one of those that cannot be read. */
  public boolean isFaulty(MigrationId id) {
    return unknown || faulty.contains(id);
  }
}
