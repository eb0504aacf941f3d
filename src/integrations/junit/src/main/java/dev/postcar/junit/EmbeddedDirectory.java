package dev.postcar.junit;

import dev.postcar.PostcarException;
import dev.postcar.internal.os.DirectoryTree;
import dev.postcar.internal.scratch.EmbeddedServer;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Where the embedded server of a JVM lives: in memory if there is room, and only as long. */
final class EmbeddedDirectory {

  private static final String PREFIX = "postcar-junit-";
  private static final Duration YOUNG = Duration.ofMinutes(1);
  private static final long ROOM = 2L << 30;

  private EmbeddedDirectory() {}

  /** Starts a server whose data need not survive; it ends with the JVM. */
  static EmbeddedServer start() throws IOException {
    Path place = place();
    sweep(place);
    Path directory = Files.createTempDirectory(place, PREFIX);
    EmbeddedServer server =
        EmbeddedServer.start(
            directory,
            Duration.ofSeconds(10),
            "fsync=off",
            "full_page_writes=off",
            "synchronous_commit=off",
            "autovacuum=off",
            "max_connections=200",
            "max_wal_senders=4");
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.close();
                  DirectoryTree.delete(directory);
                },
                "postcar-junit-remove"));
    return server;
  }

  /** A database is 300 files. */
  private static Path place() throws IOException {
    Path memory = Path.of("/dev/shm");
    return Files.isWritable(memory) && Files.getFileStore(memory).getUsableSpace() > ROOM
        ? memory
        : Path.of(System.getProperty("java.io.tmpdir"));
  }

  /** Removes what a killed JVM has left: this user's, not young, and its lock is free. */
  private static void sweep(Path place) {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(place, PREFIX + "*")) {
      left.forEach(EmbeddedDirectory::removeIfUnused);
    } catch (IOException e) {
      // Another time.
    }
  }

  private static void removeIfUnused(Path directory) {
    try {
      if (isOld(directory)) {
        EmbeddedServer.stop(directory, Duration.ZERO);
        DirectoryTree.delete(directory);
      }
    } catch (IOException | PostcarException e) {
      // It is in use, or another one sweeps it.
    }
  }

  private static boolean isOld(Path directory) throws IOException {
    return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
        && Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS)
            .getName()
            .equals(System.getProperty("user.name"))
        && Files.getLastModifiedTime(directory).toInstant().isBefore(Instant.now().minus(YOUNG));
  }
}
