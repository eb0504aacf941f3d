package dev.postcar.internal.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A password file of libpq's for a child, gone when it is closed or the JVM ends. */
public final class PasswordFile implements AutoCloseable {

  private final Path file;
  private final Thread hook = new Thread(this::delete, "postcar-passwords");

  /** One with these lines; none at all if there are no lines. */
  public PasswordFile(List<String> lines) throws IOException {
    // Java makes a temporary file for its owner alone.
    file = lines.isEmpty() ? null : TemporaryFiles.file("postcar-", ".pgpass");
    if (file != null) {
      Runtime.getRuntime().addShutdownHook(hook);
      Files.write(file, lines);
    }
  }

  /** Names it in a child's environment. */
  public void giveTo(ProcessBuilder child) {
    if (file != null) {
      child.environment().put("PGPASSFILE", file.toString());
    }
  }

  private void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // Nobody else can read it.
    }
  }

  @Override
  public void close() {
    if (file != null) {
      delete();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The JVM is ending: the hook runs by itself.
      }
    }
  }
}
