package dev.postcar.internal.check;

import dev.postcar.MigrationId;
import dev.postcar.internal.source.CompileErrors;
import dev.postcar.internal.source.SourceRequest;
import dev.postcar.result.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Files named like migrations next to a configured package's folder, where nothing runs them. */
final class MisplacedFiles {

  private MisplacedFiles() {}

  static List<Finding> of(SourceRequest request) {
    List<Finding> found = new ArrayList<>();
    for (Path root : request.sources()) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : (Iterable<Path>) files.sorted()::iterator) {
          String name = file.getFileName().toString();
          boolean source = name.endsWith(".java") || (request.sqlFiles() && name.endsWith(".sql"));
          if (source && MigrationId.isName(name.substring(0, name.lastIndexOf('.')))) {
            add(found, file, packageOf(root.relativize(file).toString()), request.packages());
          }
        }
      } catch (IOException | UncheckedIOException e) {
        // What cannot be read was said by the loader.
      }
    }
    return found;
  }

  private static String packageOf(String path) {
    String name = path.replace('\\', '/');
    return name.substring(0, Math.max(0, name.lastIndexOf('/'))).replace('/', '.');
  }

  private static void add(List<Finding> found, Path file, String own, List<String> packages) {
    for (String configured : packages) {
      if (packages.contains(own)) {
        return;
      }
      if (own.isEmpty()
          || own.startsWith(configured + ".")
          || configured.startsWith(own + ".")
          || own.equalsIgnoreCase(configured)) {
        found.add(
            new Finding(
                null,
                "place",
                "%s does not run: %s. Move it to the folder of %s%s."
                    .formatted(
                        CompileErrors.shown(file),
                        own.isEmpty()
                            ? "it is in no package"
                            : "its package " + own + " is not configured",
                        configured,
                        own.isEmpty() ? "" : ", or add its package to packages")));
        return;
      }
    }
  }
}
