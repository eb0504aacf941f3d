package dev.postcar.schema;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where programs are kept between commands: the user's cache directory. */
final class UserCache {

  private UserCache() {}

  /**
   * Finds it.
   *
   * @param unprivileged another user, if any, must be able to reach the programs
   * @param otherwise a directory to use where that one will not do
   * @return made if it is the user's
   */
  static Path find(Unprivileged unprivileged, Path otherwise) {
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path user =
        xdg != null && !xdg.isEmpty()
            ? Path.of(xdg)
            : Path.of(System.getProperty("user.home"), ".cache");
    Path cache = user.resolve("postcar");
    try {
      Files.createDirectories(cache);
      return unprivileged.owner() == null && Files.isWritable(cache) ? cache : otherwise;
    } catch (IOException e) {
      return otherwise;
    }
  }
}
