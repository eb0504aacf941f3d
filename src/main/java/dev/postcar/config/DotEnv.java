package dev.postcar.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The variables of the {@code .env} file in the working directory that concern postcar. */
final class DotEnv {

  static final String FILE = ".env";

  private DotEnv() {}

  /** Empty if there is no such file. */
  static Map<String, String> read(Path workingDirectory) {
    Path file = workingDirectory.resolve(FILE);
    // The file belongs to others too; a directory of that name is a virtual environment of Python.
    if (!Files.isRegularFile(file)) {
      return Map.of();
    }
    return DotEnvFile.read(workingDirectory, file);
  }
}
