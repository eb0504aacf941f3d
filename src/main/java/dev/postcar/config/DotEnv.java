package dev.postcar.config;

import dev.postcar.PostcarException;
import io.github.cdimascio.dotenv.Dotenv;
import io.github.cdimascio.dotenv.DotenvException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The {@code .env} file of the working directory. */
final class DotEnv {

  private DotEnv() {}

  static Map<String, Value> read(Path workingDirectory) {
    Map<String, Value> values = new TreeMap<>();
    if (!Files.isRegularFile(workingDirectory.resolve(".env"))) {
      return values;
    }
    try {
      Dotenv.configure()
          .directory(workingDirectory.toString())
          .load()
          .entries(Dotenv.Filter.DECLARED_IN_ENV_FILE)
          .forEach(
              entry ->
                  values.put(entry.getKey(), Value.of(entry.getValue(), ".env " + entry.getKey())));
      return values;
    } catch (DotenvException e) {
      // The library's message repeats the line, which may hold a secret.
      throw new PostcarException.Configuration(".env: a line is not NAME=value.");
    }
  }
}
