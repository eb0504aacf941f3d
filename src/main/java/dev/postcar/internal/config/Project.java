package dev.postcar.internal.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The project that a command works on.
 *
 * @param root where its {@code .env} and {@code .postcar} are, and relative paths of its files
 *     begin
 * @param script its conf script; null where none was found
 */
record Project(Path root, Path script) {

  private static final List<String> SCRIPTS =
      List.of("postcar.conf.groovy", "config/postcar.conf.groovy");

  /** The nearest one, from a directory upwards to the root of its repository. */
  static Project of(Path directory) {
    Path last = repository(directory);
    for (Path at = directory; at != null; at = at.equals(last) ? null : at.getParent()) {
      Path script = script(at);
      if (script != null) {
        return new Project(at, script);
      }
    }
    return new Project(directory, null);
  }

  /** The directory that has {@code .git}; without one the directory itself. */
  private static Path repository(Path directory) {
    for (Path at = directory; at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(".git"))) {
        return at;
      }
    }
    return directory;
  }

  private static Path script(Path directory) {
    return SCRIPTS.stream()
        .map(directory::resolve)
        .filter(Files::isRegularFile)
        .findFirst()
        .orElse(null);
  }

  /** Says that there is no conf script, and which one was not looked at. */
  static String absence(Path directory) {
    for (Path at = directory; at != null; at = at.getParent()) {
      if (script(at) != null) {
        return "There is no postcar.conf.groovy in %s. %s is not used: no repository (.git) contains both."
            .formatted(directory, script(at));
      }
    }
    return "There is no postcar.conf.groovy in " + directory + " or above.";
  }
}
