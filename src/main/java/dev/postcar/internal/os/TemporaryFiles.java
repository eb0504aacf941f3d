package dev.postcar.internal.os;

import dev.postcar.PostcarException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes temporary files and directories that only the user can read or replace, in {@code
 * java.io.tmpdir}, or in shared memory where that will not do: in a container with a read-only
 * root, or with a volume that all may write.
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
      if (objection(directory) == null) {
        return directory;
      }
    }
    throw new PostcarException.Configuration(
        "No temporary file can be written: "
            + objection(first)
            + ".\nNext: name a directory in which nobody else can replace files with"
            + " -Djava.io.tmpdir=DIR (on the command line: in POSTCAR_JAVA_OPTS), or mount one at "
            + first
            + ".");
  }

  /** Whoever can replace what is compiled or unpacked there can have it run. */
  private static String objection(Path directory) {
    if (!Files.isDirectory(directory)) {
      return directory + " does not exist";
    }
    return Files.isWritable(directory)
        ? FileTrust.of(System.getenv()).objectionInside(directory)
        : directory + " is not writable";
  }
}
