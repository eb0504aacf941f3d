package dev.postcar.config;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a process finds around it; everything that is not in the arguments.
 *
 * @param workingDirectory where relative paths begin
 * @param environment the environment variables
 * @param home the user's home directory
 * @param user the operating system's name of the user
 */
public record Surroundings(
    Path workingDirectory, Map<String, String> environment, Path home, String user) {

  /**
   * Those of this process.
   *
   * @return never null
   */
  public static Surroundings ofProcess() {
    return new Surroundings(
        Path.of("").toAbsolutePath(),
        System.getenv(),
        Path.of(System.getProperty("user.home")),
        System.getProperty("user.name"));
  }

  /** Never shows the environment, which may hold secrets. */
  @Override
  public String toString() {
    return "Surroundings[" + workingDirectory + "]";
  }
}
