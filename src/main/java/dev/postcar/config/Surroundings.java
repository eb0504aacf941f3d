package dev.postcar.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where postcar runs: all that settings are read from besides flags.
 *
 * @param workingDirectory absolute
 * @param environment the environment variables
 * @param home the user's directory, for {@code .pgpass} and {@code .pg_service.conf}
 * @param osUser the operating system's name for the user; null or empty if it has none
 */
public record Surroundings(
    Path workingDirectory, Map<String, String> environment, Path home, String osUser) {

  /** Copies what could change. */
  public Surroundings {
    workingDirectory = workingDirectory.toAbsolutePath();
    environment = Map.copyOf(environment);
  }

  /**
   * Those of this process.
   *
   * @return never null
   */
  public static Surroundings ofProcess() {
    Map<String, String> environment = System.getenv();
    // Like libpq: HOME before what the password database says.
    String home = environment.getOrDefault("HOME", "");
    String user = System.getProperty("user.name");
    return new Surroundings(
        Path.of(System.getProperty("user.dir")),
        environment,
        Path.of(home.isEmpty() ? System.getProperty("user.home") : home),
        // What Java says of a user id without a name, as containers have them.
        "?".equals(user) ? null : user);
  }

  /** Where to keep what was learnt of conf scripts; null for nowhere. */
  Path confCache() {
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    try {
      Path user = xdg.isEmpty() ? home.resolve(".cache") : Path.of(xdg);
      return user.isAbsolute() ? user.resolve("postcar").resolve("conf") : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  /** Not the environment: it may hold secrets. */
  @Override
  public String toString() {
    return "Surroundings[" + workingDirectory + "]";
  }
}
