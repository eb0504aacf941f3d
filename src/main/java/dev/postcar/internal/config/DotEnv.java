package dev.postcar.internal.config;

import dev.postcar.PostcarException;
import dev.postcar.internal.os.FileTrust;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The variables of the {@code .env} file in the working directory that concern postcar. */
final class DotEnv {

  static final String FILE = ".env";

  private DotEnv() {}

  /**
   * Empty if there is no such file.
   *
   * @throws PostcarException.Configuration if it cannot be read, or others could have written it
   */
  static Map<String, String> read(Path workingDirectory, FileTrust trust) {
    Path file = workingDirectory.resolve(FILE);
    // The file belongs to others too; a directory of that name is a virtual environment of Python.
    if (!Files.isRegularFile(file)) {
      return Map.of();
    }
    String refusal = trust.refusal(FILE, file, "");
    if (refusal != null) {
      throw new PostcarException.Configuration(refusal);
    }
    return DotEnvFile.read(file);
  }
}
