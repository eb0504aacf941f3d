package dev.postcar.internal.source;

import dev.postcar.internal.os.TemporaryFiles;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A Spring Boot jar or a war, whose classes lie in a folder and whose jars lie inside: Java's own
 * class loader sees neither.
 */
final class ApplicationArchive {

  private static final List<String> CLASSES = List.of("BOOT-INF/classes/", "WEB-INF/classes/");
  private static final List<String> JARS =
      List.of("BOOT-INF/lib/", "WEB-INF/lib/", "WEB-INF/lib-provided/");

  private ApplicationArchive() {}

  /**
   * Puts the classes and jars of each such archive, packed or not, in its place.
   *
   * @param temporary gets the directories that archives were unpacked to
   */
  static List<Path> expanded(List<Path> entries, List<Path> temporary) throws IOException {
    List<Path> all = new ArrayList<>();
    for (Path entry : entries) {
      Path unpacked = Files.isDirectory(entry) ? entry : unpacked(entry, temporary);
      // Not the archive next to it: ClassGraph looks into that, too.
      all.add(unpacked == null ? entry : unpacked);
      if (unpacked != null) {
        CLASSES.stream().map(unpacked::resolve).filter(Files::isDirectory).forEach(all::add);
        for (String folder : JARS) {
          File[] jars = unpacked.resolve(folder).toFile().listFiles(File::isFile);
          Arrays.stream(jars == null ? new File[0] : jars)
              .sorted()
              .map(File::toPath)
              .forEach(all::add);
        }
      }
    }
    return all;
  }

  /** Null for any other archive. */
  private static Path unpacked(Path archive, List<Path> temporary) throws IOException {
    if (!Files.isRegularFile(archive)) {
      return null;
    }
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      if (!isOne(zip)) {
        return null;
      }
      List<? extends ZipEntry> parts = zip.stream().filter(one -> !one.isDirectory()).toList();
      // Its name is seen in messages.
      Path directory = TemporaryFiles.directory("postcar-" + archive.getFileName() + "-");
      temporary.add(directory);
      for (ZipEntry part : parts) {
        Path to = directory.resolve(part.getName()).normalize();
        if (!to.startsWith(directory)) {
          throw new IOException(
              archive + " has an entry that points outside the archive: " + part.getName());
        }
        Files.createDirectories(to.getParent());
        try (InputStream in = zip.getInputStream(part)) {
          Files.copy(in, to);
        }
      }
      return directory;
    }
  }

  /** What else was looked at, for a message that names the archive; empty for any other. */
  static String inside(Path archive) {
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      return isOne(zip) ? ", its BOOT-INF or WEB-INF included" : "";
    } catch (IOException e) {
      return "";
    }
  }

  private static boolean isOne(ZipFile zip) {
    return zip.stream().map(ZipEntry::getName).anyMatch(ApplicationArchive::isInside);
  }

  private static boolean isInside(String name) {
    return CLASSES.stream().anyMatch(name::startsWith)
        || JARS.stream().anyMatch(folder -> name.startsWith(folder) && name.endsWith(".jar"));
  }
}
