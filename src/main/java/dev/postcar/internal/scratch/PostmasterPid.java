package dev.postcar.internal.scratch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code postmaster.pid} says of a running server (documentation section 70.1).
 *
 * @param pid the server's process
 * @param port where it listens
 */
record PostmasterPid(long pid, int port) {

  /**
   * Reads it, if that server is really running.
   *
   * @param data the data directory
   * @return empty where there is none, or its process is gone or another program's
   */
  static Optional<PostmasterPid> running(Path data) {
    try {
      List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
      if (lines.size() < 8 || !lines.get(7).startsWith("ready")) {
        return Optional.empty();
      }
      PostmasterPid found =
          new PostmasterPid(
              Long.parseLong(lines.get(0).strip()), Integer.parseInt(lines.get(3).strip()));
      return found.isPostgres(data) ? Optional.of(found) : Optional.empty();
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private boolean isPostgres(Path data) {
    return ProcessHandle.of(pid)
        .map(
            process -> {
              String line = process.info().commandLine().orElse("");
              return process.isAlive()
                  && line.contains("postgres")
                  && line.contains(data.toString());
            })
        .orElse(false);
  }
}
