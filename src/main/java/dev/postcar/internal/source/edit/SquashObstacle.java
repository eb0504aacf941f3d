package dev.postcar.internal.source.edit;

import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.internal.source.SourceRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Why a migration cannot be part of a squash. */
final class SquashObstacle {

  private static final Set<String> KEPT_ANNOTATIONS =
      Set.of("Requires", "Replaces", "Timeouts", "AllowHazard", "SuppressWarnings", "Deprecated");

  private SquashObstacle() {}

  /**
   * Looks at one migration.
   *
   * @return what is behind its name in a refusal; null if nothing is in the way
   */
  static String of(AvailableMigration part, SourceRequest request, List<Path> files)
      throws IOException {
    if (part.code()) {
      return "is Java code, which has no SQL to combine: squash the migrations before it and those"
          + " after it";
    }
    if (!part.transactional()) {
      return "is @NonTransactional, and the others are not: squash those before it and those after"
          + " it"
          + (PlainIndexes.of(part).transactional()
              ? ", or add --plain-indexes to leave out CONCURRENTLY"
              : "");
    }
    String extension = part.isFile() ? ".sql" : ".java";
    Path file =
        request.sources().stream()
            .map(root -> root.resolve(part.id().toString().replace('.', '/') + extension))
            .filter(Files::isRegularFile)
            .findFirst()
            .orElse(null);
    if (file == null) {
      return "has no source file of its own below sources";
    }
    files.add(file);
    if (part.isFile()) {
      return part.knownBroken() != null
          ? "has \"-- postcar: knownbroken\", which a squash would lose"
          : part.rebuilds().isEmpty()
              ? null
              : "has \"-- postcar: rebuilds\", which a squash would lose";
    }
    SourceShape shape = SourceShape.of(file);
    Set<String> lost = new LinkedHashSet<>(shape.annotations());
    lost.removeAll(KEPT_ANNOTATIONS);
    // One that has it and comes here needs it no longer.
    lost.remove("NonTransactional");
    if (!lost.isEmpty()) {
      return "has @" + String.join(", @", lost) + ", which a squash would lose";
    }
    String others =
        shape.types().stream()
            .filter(type -> !Objects.equals(type, part.id().name()))
            .collect(Collectors.joining(", "));
    return others.isEmpty()
        ? null
        : "has " + others + " in the same source file: move that to a file of its own";
  }
}
