package dev.postcar.internal.os;

import dev.postcar.PostcarException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes temporary files and directories that only the user can read, in {@code java.io.tmpdir}, or
 * in shared memory where that cannot be written: in a container with a read-only root.
 */
public final class TemporaryFiles {

  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  private TemporaryFiles() {}

  public static Path directory(String prefix) throws IOException {
    return Files.createTempDirectory(parent(), prefix);
  }

  public static Path file(String prefix, String suffix) throws IOException {
    return Files.createTempFile(parent(), prefix, suffix);
  }

  /** Where they are. */
  public static Path parent() {
    return parent(Path.of(System.getProperty("java.io.tmpdir")), SHARED_MEMORY);
  }

  static Path parent(Path first, Path second) {
    for (Path directory : new Path[] {first, second}) {
      if (Files.isDirectory(directory) && Files.isWritable(directory)) {
        return directory;
      }
    }
    throw new PostcarException.Configuration(
        "No temporary file can be written: "
            + first
            + (Files.isDirectory(first) ? " is not writable." : " does not exist.")
            + "\nNext: mount a writable "
            + first
            + ", or name another directory with -Djava.io.tmpdir (on the command line: in"
            + " POSTCAR_JAVA_OPTS).");
  }
}
