package dev.postcar.internal.os;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/** Where the user's files are: HOME comes before what the password database says, as in libpq. */
public final class UserDirectories {

  private UserDirectories() {}

  /** The home directory; null for a user who has none, as containers have them. */
  public static Path home(Map<String, String> environment) {
    Path named = absolute(environment.getOrDefault("HOME", ""));
    // Java says ? of a user id without an entry.
    return named != null ? named : absolute(System.getProperty("user.home", ""));
  }

  /** The directory of what postcar keeps between runs; null for nowhere. */
  public static Path cache(Map<String, String> environment, Path home) {
    Path named = absolute(environment.getOrDefault("XDG_CACHE_HOME", ""));
    Path cache = named != null ? named : home == null ? null : home.resolve(".cache");
    return cache == null ? null : cache.resolve("postcar");
  }

  private static Path absolute(String text) {
    try {
      return Path.of(text).isAbsolute() ? Path.of(text) : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }
}
