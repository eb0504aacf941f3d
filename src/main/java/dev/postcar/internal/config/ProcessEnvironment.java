package dev.postcar.internal.config;

import dev.postcar.internal.os.FileTrust;
import dev.postcar.internal.os.UserDirectories;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where postcar runs: all that settings are read from, other than flags.
 *
 * @param workingDirectory absolute
 * @param home the user's directory, for {@code .pgpass} and {@code .pg_service.conf}
 * @param osUser the operating system's name for the user; null or empty if it has none
 */
public record ProcessEnvironment(
    Path workingDirectory, Map<String, String> environment, Path home, String osUser) {

  /** Where a user without a home has no files. */
  private static final Path NO_HOME = Path.of("/nonexistent");

  /** Copies what could change. */
  public ProcessEnvironment {
    workingDirectory = workingDirectory.toAbsolutePath();
    environment = Map.copyOf(environment);
  }

  /** Those of this process. */
  public static ProcessEnvironment ofProcess() {
    Map<String, String> environment = System.getenv();
    Path home = UserDirectories.home(environment);
    String user = System.getProperty("user.name");
    return new ProcessEnvironment(
        Path.of(System.getProperty("user.dir")),
        environment,
        home == null ? NO_HOME : home,
        // What Java says of a user id without a name, as containers have them.
        "?".equals(user) ? null : user);
  }

  /** Which of the files that are found may be used. */
  FileTrust trust() {
    return FileTrust.of(environment);
  }

  /** Not the environment: it may hold secrets. */
  @Override
  public String toString() {
    return "ProcessEnvironment[" + workingDirectory + "]";
  }
}
