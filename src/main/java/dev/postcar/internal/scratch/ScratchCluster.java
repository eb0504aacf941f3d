package dev.postcar.internal.scratch;

import dev.postcar.PostcarException;
import dev.postcar.internal.os.DirectoryTree;
import dev.postcar.internal.os.FileTrust;
import dev.postcar.internal.os.PrivateFiles;
import dev.postcar.internal.os.TemporaryFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * A private server in a temporary directory: started from a copy of a cluster that was initialised
 * once, and thrown away with all its data.
 *
 * <p>What a killed postcar has left is swept up by the next one.
 */
final class ScratchCluster implements AutoCloseable {

  private static final String PREFIX = "postcar-scratch-";
  private static final Path SHARED = Path.of("/var/cache/postcar");
  private static final Duration YOUNG = Duration.ofMinutes(1);

  /** Nothing of it need survive a crash: the fastest settings that change no plan and no lock. */
  private static final List<String> SETTINGS =
      List.of(
          ("fsync=off synchronous_commit=off full_page_writes=off autovacuum=off"
                  + " max_connections=50 max_wal_senders=4")
              .split(" ", -1));

  private final Path directory;
  private final EmbeddedServer server;
  private final Thread hook = new Thread(this::end, "postcar-scratch-remove");

  private ScratchCluster(Path directory, EmbeddedServer server) {
    this.directory = directory;
    this.server = server;
  }

  /**
   * Starts a server.
   *
   * @param programs finds the directory that has {@code bin/postgres}, given where such are kept
   * @param settings of the server, in addition to its own
   */
  static ScratchCluster start(Function<Path, Path> programs, List<String> settings)
      throws IOException {
    sweep();
    Unprivileged unprivileged = Unprivileged.another();
    Path directory = TemporaryFiles.directory(PREFIX);
    Thread unfinished = new Thread(() -> remove(directory), "postcar-scratch-unfinished");
    Runtime.getRuntime().addShutdownHook(unfinished);
    try {
      Path cache = cache(unprivileged, directory.resolve("binaries"));
      Path home = programs.apply(cache);
      if (unprivileged.owner() != null && home.startsWith(cache)) {
        // What postcar unpacks is its user's alone, who is root here.
        permit(cache, "rwxr-xr-x");
        PostgresBinaries.letAllRun(home);
      }
      refuseUnreadable(home, unprivileged);
      SafeExtensions.trust(home);
      Path template = initialised(home, cache, unprivileged);
      copy(template, directory);
      if (unprivileged.owner() != null) {
        permit(directory, "rwx--x--x");
      }
      List<String> all = new ArrayList<>(SETTINGS);
      all.addAll(settings);
      if (PostgresBinaries.major(home) >= 16) {
        // As a superuser would, whoever makes a role may make things belong to it.
        all.add("createrole_self_grant=set, inherit");
      }
      EmbeddedServer server =
          EmbeddedServer.start(
              new Cluster(directory, unprivileged, superuser(template)), Duration.ZERO, home, all);
      ScratchCluster cluster = new ScratchCluster(directory, server);
      Runtime.getRuntime().addShutdownHook(cluster.hook);
      forget(unfinished);
      return cluster;
    } catch (IOException | RuntimeException e) {
      DirectoryTree.delete(directory);
      forget(unfinished);
      throw e;
    }
  }

  /** Root's own cache is closed to the user that the programs run as. */
  private static Path cache(Unprivileged unprivileged, Path otherwise) {
    if (unprivileged.owner() == null) {
      return UserCache.find(unprivileged, otherwise);
    }
    try {
      PrivateFiles.directory(SHARED);
      if (FileTrust.isOurs(SHARED)) {
        permit(SHARED, "rwxr-xr-x");
        return FileTrust.allows(SHARED) ? SHARED : otherwise;
      }
    } catch (IOException e) {
      // Such as a read-only file system: the programs are unpacked for this run alone.
    }
    return otherwise;
  }

  private static void permit(Path directory, String permissions) throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
  }

  private static void refuseUnreadable(Path home, Unprivileged unprivileged) {
    if (!unprivileged.runs(home.resolve("bin").resolve("postgres"))) {
      throw new PostcarException.Configuration(
          "PostgreSQL does not run as root, and the user nobody cannot run "
              + home
              + ".\nNext: make that directory and those above it readable by all, or run postcar"
              + " as another user.");
    }
  }

  /** What is just being written into it comes to an end soon, as no server can be started now. */
  private static void remove(Path directory) {
    for (int i = 0; i < 20 && Files.exists(directory); i++) {
      DirectoryTree.delete(directory);
      LockSupport.parkNanos(100_000_000L);
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending: the hook does its work.
    }
  }

  EmbeddedServer server() {
    return server;
  }

  /** The cluster that every scratch server of these programs begins as. */
  private static synchronized Path initialised(Path home, Path cache, Unprivileged unprivileged)
      throws IOException {
    Path template = cache.resolve("cluster-" + home.getFileName());
    Path complete = template.resolve(".complete");
    if (isReady(complete)) {
      return template;
    }
    PrivateFiles.directory(cache);
    Path locked = PrivateFiles.file(cache.resolve("cluster.lock"));
    try (FileChannel channel = FileChannel.open(locked, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (lock.isValid() && !isReady(complete)) {
        // What another run could not finish, or others could have written.
        DirectoryTree.delete(template);
        PrivateFiles.directory(template);
        if (unprivileged.owner() != null) {
          permit(template, "rwx--x--x");
        }
        byte[] random = new byte[6];
        new SecureRandom().nextBytes(random);
        Files.writeString(
            PrivateFiles.file(template.resolve("superuser")),
            "postcar_" + HexFormat.of().formatHex(random));
        Cluster cluster = new Cluster(template, unprivileged, superuser(template));
        // Iterations are for passwords that can be guessed; this one is random.
        cluster.prepare(
            home.resolve("bin"),
            PostgresBinaries.major(home) >= 16 ? List.of("-c", "scram_iterations=1") : List.of());
        unprivileged.take(cluster.data());
        PrivateFiles.file(complete);
      }
    }
    return template;
  }

  private static boolean isReady(Path complete) {
    return Files.exists(complete) && FileTrust.allows(complete);
  }

  /** Nobody's SQL runs as that one, and no role of a target has its name. */
  private static String superuser(Path template) throws IOException {
    return Files.readString(template.resolve("superuser"));
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(
        from.resolve("password"), to.resolve("password"), StandardCopyOption.COPY_ATTRIBUTES);
    Path data = from.resolve("postgres");
    Files.walkFileTree(
        data,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            return copied(folder);
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            return copied(file);
          }

          private FileVisitResult copied(Path path) throws IOException {
            Path target = to.resolve("postgres").resolve(data.relativize(path).toString());
            Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Removes what belongs to nobody: this user's, not young, and its lock is free. */
  private static void sweep() {
    Path folder = TemporaryFiles.parent();
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, PREFIX + "*")) {
      for (Path directory : left) {
        if (isAbandoned(directory)) {
          stopAndDelete(directory);
        }
      }
    } catch (IOException e) {
      // Another time.
    }
  }

  private static boolean isAbandoned(Path directory) throws IOException {
    return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
        && Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS)
            .getName()
            .equals(System.getProperty("user.name"))
        && Files.getLastModifiedTime(directory).toInstant().isBefore(Instant.now().minus(YOUNG));
  }

  private static void stopAndDelete(Path directory) {
    try (FileChannel channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (ServerLock.isTaken(channel)) {
        PostmasterPid.running(directory.resolve("postgres"), Unprivileged.another())
            .ifPresent(server -> server.end("-QUIT"));
        DirectoryTree.delete(directory);
      }
    } catch (IOException e) {
      // It has just gone, or another one sweeps it.
    }
  }

  /** Stops the server and removes its files. */
  @Override
  public void close() {
    forget(hook);
    end();
  }

  private void end() {
    server.abandon();
    server.close();
    DirectoryTree.delete(directory);
  }
}
