package dev.postcar.source;

import dev.postcar.Version;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Compiled sources, kept by the content of all that took part: one jar a content, with its own
 * digest in its name, so that neither an edit nor damage can bring old code back.
 */
final class CompiledCache {

  private static final int ENTRIES_KEPT = 5;

  private final Path directory;

  CompiledCache(Path directory) {
    this.directory = directory;
  }

  /** What the result depends on: sources, their names, the class path, the JDK, postcar. */
  String key(List<Path> files, List<Path> others, List<Path> classPath) throws IOException {
    MessageDigest digest = sha256();
    add(digest, Version.text() + "\n" + Runtime.version());
    for (Path file : files) {
      add(digest, "compile " + file);
    }
    for (Path file : others) {
      add(digest, "source " + file);
      digest.update(Files.readAllBytes(file));
    }
    for (Path entry : classPath) {
      BasicFileAttributes attributes = Files.readAttributes(entry, BasicFileAttributes.class);
      add(digest, "class path " + entry + " " + attributes.size());
      add(digest, attributes.lastModifiedTime().toString());
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, 32);
  }

  private static void add(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  /** Finds a jar of that key that is still what was written. */
  Optional<Path> find(String key) throws IOException {
    if (directory == null || !Files.isDirectory(directory)) {
      return Optional.empty();
    }
    try (Stream<Path> list = Files.list(directory)) {
      Optional<Path> jar =
          list.filter(path -> path.getFileName().toString().startsWith(key + "-")).findFirst();
      return jar.filter(CompiledCache::isWhole);
    }
  }

  private static boolean isWhole(Path jar) {
    try {
      boolean whole = jar.getFileName().toString().endsWith("-" + digestOf(jar) + ".jar");
      if (whole) {
        touch(jar);
      } else {
        Files.deleteIfExists(jar);
      }
      return whole;
    } catch (IOException e) {
      return false;
    }
  }

  /** For the order of last use; a read-only cache is as good. */
  private static void touch(Path jar) {
    try {
      Files.setLastModifiedTime(jar, FileTime.fromMillis(System.currentTimeMillis()));
    } catch (IOException e) {
      // Then the order of making decides.
    }
  }

  /**
   * Packs compiled classes and keeps them; the directory is deleted.
   *
   * @return the jar, in a temporary place where the cache cannot be written
   */
  Path keep(String key, Path classes) throws IOException {
    Path temporary = Files.createTempFile("postcar-", ".jar");
    pack(classes, temporary);
    delete(classes);
    if (directory != null) {
      try {
        Files.createDirectories(directory);
        Path own = Files.createTempFile(directory, "new-", ".tmp");
        Files.copy(temporary, own, StandardCopyOption.REPLACE_EXISTING);
        Path kept = directory.resolve(key + "-" + digestOf(own) + ".jar");
        Files.move(own, kept, StandardCopyOption.ATOMIC_MOVE);
        Files.delete(temporary);
        forgetOldest();
        return kept;
      } catch (IOException e) {
        // An unwritable cache costs time, never correctness.
      }
    }
    temporary.toFile().deleteOnExit();
    return temporary;
  }

  private static void pack(Path classes, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> walk = Files.walk(classes)) {
      zip.setLevel(1);
      for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
        ZipEntry entry = new ZipEntry(classes.relativize(file).toString().replace('\\', '/'));
        entry.setTime(0);
        zip.putNextEntry(entry);
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
    try (ZipFile written = new ZipFile(jar.toFile())) {
      if (written.size() == 0) {
        throw new IOException("no class was compiled");
      }
    }
  }

  private void forgetOldest() throws IOException {
    try (Stream<Path> list = Files.list(directory)) {
      List<Path> jars =
          list.filter(path -> path.toString().endsWith(".jar"))
              .sorted(Comparator.comparing(CompiledCache::lastUse).reversed())
              .toList();
      for (Path jar : jars.subList(Math.min(ENTRIES_KEPT, jars.size()), jars.size())) {
        Files.deleteIfExists(jar);
      }
    }
  }

  private static FileTime lastUse(Path jar) {
    try {
      return Files.getLastModifiedTime(jar);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }

  private static String digestOf(Path file) throws IOException {
    return HexFormat.of().formatHex(sha256().digest(Files.readAllBytes(file))).substring(0, 32);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static void delete(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
