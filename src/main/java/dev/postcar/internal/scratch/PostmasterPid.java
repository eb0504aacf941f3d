package dev.postcar.internal.scratch;

import dev.postcar.internal.os.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** What {@code postmaster.pid} says of a running server (documentation section 70.1). */
record PostmasterPid(long pid, int port, String started) {

  private static final Duration STOP = Duration.ofSeconds(20);

  /** Which start of which server it is: a pid alone may come again. */
  String identity() {
    return pid + " " + started;
  }

  /**
   * Reads it, if that server is really running; empty where there is none, or its process is gone,
   * or another program's or user's.
   *
   * @param unprivileged who may run it in addition to the user of this process
   */
  static Optional<PostmasterPid> running(Path data, Unprivileged unprivileged) {
    try {
      List<String> lines = Unprivileged.read(data.resolve("postmaster.pid")).lines().toList();
      if (lines.size() < 8 || !lines.get(7).startsWith("ready")) {
        return Optional.empty();
      }
      PostmasterPid found =
          new PostmasterPid(
              Long.parseLong(lines.get(0).strip()),
              Integer.parseInt(lines.get(3).strip()),
              lines.get(2).strip());
      return ProcessHandle.of(found.pid)
          .filter(process -> isPostgres(process, data, unprivileged))
          .map(process -> found);
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Ends the server by a signal of {@code kill}, and at once if that takes too long. */
  void end(String signal) {
    signal(signal);
    if (!hasEnded() && !signal.equals("-QUIT")) {
      signal("-QUIT");
      hasEnded();
    }
  }

  private void signal(String name) {
    try {
      ChildProcess.own(List.of("kill", name, String.valueOf(pid))).start().waitFor();
    } catch (IOException e) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean hasEnded() {
    long deadline = System.nanoTime() + STOP.toNanos();
    while (ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
      if (System.nanoTime() >= deadline) {
        return false;
      }
      LockSupport.parkNanos(5_000_000L);
    }
    return true;
  }

  /**
   * After a crash of the system the pid may be anybody's, and the command line is what they say.
   */
  private static boolean isPostgres(ProcessHandle process, Path data, Unprivileged unprivileged) {
    String line = process.info().commandLine().orElse("");
    String user = user(process);
    return process.isAlive()
        && line.contains("postgres")
        && (line + " ").contains("-D " + data + " ")
        && (user.equals(user(ProcessHandle.current())) || user.equals(unprivileged.owner()))
        && runsPostgres(process);
  }

  /** The effective user's id; where there is no {@code /proc}, the name. */
  private static String user(ProcessHandle process) {
    try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith("Uid:"))
          .map(line -> line.split("\\s+", -1)[2])
          .findFirst()
          .orElse("");
    } catch (IOException | UncheckedIOException e) {
      return process.info().user().orElse("");
    }
  }

  /** A container may hide from root what the other user's process runs. */
  private static boolean runsPostgres(ProcessHandle process) {
    try {
      Path program = Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/exe"));
      return program.getFileName().toString().matches("postgres(\\.exe)?( \\(deleted\\))?");
    } catch (IOException e) {
      return true;
    }
  }
}
