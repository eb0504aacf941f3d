package dev.postcar.internal.scratch;

import dev.postcar.PostcarException;
import dev.postcar.internal.os.DirectoryTree;
import dev.postcar.internal.os.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The files of an embedded server: its data, its password, its log.
 *
 * @param unprivileged how programs are started
 * @param superuser the name of the role that initdb makes
 */
record Cluster(Path directory, Unprivileged unprivileged, String superuser) {

  /**
   * initdb wants a user with a name, which containers may not have. In a user namespace without a
   * mapping it is nobody's, and the files stay as they are.
   */
  private static final String NAMED =
      """
      id -un >/dev/null 2>&1 || ! unshare -U id -un >/dev/null 2>&1 || set -- unshare -U "$0" "$@"
      if [ "$1" = unshare ]; then exec "$@"; else exec "$0" "$@"; fi
      """;

  /** Makes the data directory where it is missing, and refuses one of another major version. */
  void prepare(Path binaries, List<String> options) throws IOException {
    if (!Files.exists(data())) {
      initialise(binaries, options);
    }
    refuseOtherVersion(binaries);
    unprivileged.give(data());
  }

  Path data() {
    return directory.resolve("postgres");
  }

  String password() throws IOException {
    return Files.readString(passwordFile()).strip();
  }

  /** What an initdb that was cut off has left. */
  private void deleteLeftovers() throws IOException {
    try (Stream<Path> list = Files.list(directory)) {
      for (Path path :
          list.filter(one -> one.getFileName().toString().startsWith("initdb-")).toList()) {
        DirectoryTree.delete(path);
      }
    }
  }

  private Path passwordFile() {
    return directory.resolve("password");
  }

  /** In a temporary directory first: an initdb that was cut off never leaves half a cluster. */
  private void initialise(Path binaries, List<String> options) throws IOException {
    Path file = passwordFile();
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    Files.deleteIfExists(file);
    Files.writeString(PrivateFiles.file(file), HexFormat.of().formatHex(random));
    deleteLeftovers();
    Path fresh = directory.resolve("initdb-" + ProcessHandle.current().pid());
    PrivateFiles.directory(fresh);
    unprivileged.give(fresh);
    Path readable = fresh.resolveSibling(fresh.getFileName() + ".pw");
    Files.copy(
        file, readable, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    unprivileged.give(readable);
    try {
      List<String> command =
          new ArrayList<>(
              List.of(
                  "sh",
                  "-c",
                  NAMED,
                  binaries.resolve("initdb").toString(),
                  "-D",
                  fresh.toString(),
                  "-U",
                  superuser,
                  "--auth=scram-sha-256",
                  "--pwfile=" + readable,
                  "--encoding=UTF8",
                  "--no-locale"));
      command.addAll(options);
      run(command);
    } finally {
      Files.deleteIfExists(readable);
    }
    Files.move(fresh, data(), StandardCopyOption.ATOMIC_MOVE);
  }

  private void run(List<String> command) throws IOException {
    Path log = log();
    Process process =
        unprivileged
            .program(command)
            .directory(directory.toFile())
            .redirectOutput(log.toFile())
            .start();
    try {
      if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IOException(lastLine(log));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  Path log() throws IOException {
    Path logs = PrivateFiles.directory(directory.resolve("log"));
    return PrivateFiles.file(logs.resolve("server.log"));
  }

  static String lastLine(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return lines.stream()
        .filter(line -> line.contains("FATAL") || line.contains("error"))
        .reduce((a, b) -> b)
        .orElse(lines.isEmpty() ? "it printed nothing" : lines.get(lines.size() - 1))
        .strip();
  }

  private void refuseOtherVersion(Path binaries) throws IOException {
    String ofData = Unprivileged.read(data().resolve("PG_VERSION")).strip();
    String ofBinaries = String.valueOf(PostgresBinaries.major(binaries.getParent()));
    if (!ofData.equals(ofBinaries)) {
      throw new PostcarException.Refusal(
          ("The data directory %s was created by PostgreSQL %s, but the embedded server is"
                  + " PostgreSQL %s. Move that directory away to start over.")
              .formatted(data(), ofData, ofBinaries));
    }
  }
}
