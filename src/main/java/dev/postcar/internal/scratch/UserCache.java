package dev.postcar.internal.scratch;

import dev.postcar.internal.os.FileTrust;
import dev.postcar.internal.os.PrivateFiles;
import dev.postcar.internal.os.UserDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Where programs are kept between commands: the user's cache directory. */
final class UserCache {

  private UserCache() {}

  /**
   * Finds it.
   *
   * @param unprivileged another user, if any, must be able to reach the programs
   * @param otherwise a directory to use where that one will not do
   * @return made where it is missing; the other one where others could have written it
   */
  static Path find(Unprivileged unprivileged, Path otherwise) {
    Map<String, String> environment = System.getenv();
    Path cache = UserDirectories.cache(environment, UserDirectories.home(environment));
    if (cache == null || unprivileged.owner() != null) {
      return otherwise;
    }
    try {
      PrivateFiles.directory(cache);
      return Files.isWritable(cache) && FileTrust.allows(cache) ? cache : otherwise;
    } catch (IOException e) {
      return otherwise;
    }
  }
}
