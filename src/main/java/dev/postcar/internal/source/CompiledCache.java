package dev.postcar.internal.source;

import dev.postcar.internal.os.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Compiled sources, kept by the content of all that took part: one jar a content, with its own
 * digest in its name, so that neither an edit nor damage can bring old code back.
 *
 * <p>A cache that cannot be read or written costs time, never correctness.
 */
final class CompiledCache {

  private static final int ENTRIES_KEPT = 5;
  private static final Duration ABANDONED = Duration.ofHours(1);
  private static final String JAR = ".jar";
  private static final String UNFINISHED = ".tmp";

  private final Path directory;

  /** Null for none: nothing is found, and what is kept is temporary. */
  CompiledCache(Path directory) {
    this.directory = directory;
  }

  /** Finds a jar of that key that is still what was written; null for none. */
  Path find(String key) {
    if (directory == null || !Files.isDirectory(directory)) {
      return null;
    }
    try (Stream<Path> list = Files.list(directory)) {
      return list.filter(path -> path.getFileName().toString().startsWith(key + "-"))
          .filter(CompiledCache::isWhole)
          .findFirst()
          .orElse(null);
    } catch (IOException e) {
      return null;
    }
  }

  private static boolean isWhole(Path jar) {
    try {
      boolean whole = jar.getFileName().toString().endsWith("-" + Digest.of(jar) + JAR);
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
   * Packs compiled classes and keeps them.
   *
   * @return the jar, in a temporary place where the cache cannot be written
   */
  Path keep(String key, Path classes) throws IOException {
    if (directory == null) {
      return temporary(classes);
    }
    Path unfinished = null;
    try {
      PrivateFiles.directory(directory);
      unfinished = Files.createTempFile(directory, "new-", UNFINISHED);
      ClassJar.write(classes, unfinished);
      Path kept = directory.resolve(key + "-" + Digest.of(unfinished) + JAR);
      Files.move(unfinished, kept, StandardCopyOption.ATOMIC_MOVE);
      forgetOldest(kept);
      return kept;
    } catch (IOException e) {
      if (unfinished != null) {
        Files.deleteIfExists(unfinished);
      }
      return temporary(classes);
    }
  }

  /** Packs compiled classes for this process alone. */
  static Path temporary(Path classes) throws IOException {
    Path jar = Files.createTempFile("postcar-", JAR);
    jar.toFile().deleteOnExit();
    ClassJar.write(classes, jar);
    return jar;
  }

  private void forgetOldest(Path kept) {
    try (Stream<Path> list = Files.list(directory)) {
      List<Path> files =
          list.sorted(Comparator.comparing(CompiledCache::lastUse).reversed()).toList();
      FileTime abandoned = FileTime.fromMillis(System.currentTimeMillis() - ABANDONED.toMillis());
      int jars = 0;
      for (Path file : files) {
        String name = file.getFileName().toString();
        boolean surplus = name.endsWith(JAR) && ++jars > ENTRIES_KEPT && !file.equals(kept);
        boolean rest = name.endsWith(UNFINISHED) && lastUse(file).compareTo(abandoned) < 0;
        if (surplus || rest) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      // Another time.
    }
  }

  private static FileTime lastUse(Path jar) {
    try {
      return Files.getLastModifiedTime(jar);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }
}
