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
 * Files kept by the content of all that took part: each has that key and its own digest in its
 * name, so that neither an edit nor damage can bring back what is no longer true.
 *
 * <p>A cache that cannot be read or written costs time, never correctness.
 */
final class ContentCache {

  private static final int ENTRIES_KEPT = 5;
  private static final Duration ABANDONED = Duration.ofHours(1);
  private static final String UNFINISHED = ".tmp";

  private final Path directory;
  private final String suffix;

  /** Without a directory nothing is found, and nothing can be kept. */
  ContentCache(Path directory, String suffix) {
    this.directory = directory;
    this.suffix = suffix;
  }

  /** Writes the content of a file. */
  interface Content {
    void writeTo(Path file) throws IOException;
  }

  /** Returns whether nothing is kept; reads only the names. */
  boolean isEmpty() {
    String[] names = directory == null ? null : directory.toFile().list();
    return names == null || Stream.of(names).noneMatch(name -> name.endsWith(suffix));
  }

  /** Finds the file of that key that is still what was written; null for none. */
  Path find(String key) {
    if (directory == null || !Files.isDirectory(directory)) {
      return null;
    }
    try (Stream<Path> list = Files.list(directory)) {
      return list.filter(path -> name(path).startsWith(key + "-") && isWhole(path))
          .findFirst()
          .orElse(null);
    } catch (IOException e) {
      return null;
    }
  }

  private boolean isWhole(Path file) {
    try {
      boolean whole = name(file).endsWith("-" + Digest.of(file) + suffix);
      if (whole) {
        touch(file);
      } else {
        Files.deleteIfExists(file);
      }
      return whole;
    } catch (IOException e) {
      return false;
    }
  }

  /** For the order of last use; a read-only cache is as good. */
  private static void touch(Path file) {
    try {
      Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis()));
    } catch (IOException e) {
      // Then the order of making decides.
    }
  }

  /** Keeps a file; null where it cannot be written. */
  Path keep(String key, Content content) {
    if (directory == null) {
      return null;
    }
    try {
      PrivateFiles.directory(directory);
      Path unfinished = Files.createTempFile(directory, "new-", UNFINISHED);
      try {
        content.writeTo(unfinished);
        Path kept = directory.resolve(key + "-" + Digest.of(unfinished) + suffix);
        Files.move(unfinished, kept, StandardCopyOption.ATOMIC_MOVE);
        forgetOldest(kept);
        return kept;
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      return null;
    }
  }

  private void forgetOldest(Path kept) {
    try (Stream<Path> list = Files.list(directory)) {
      List<Path> files =
          list.sorted(Comparator.comparing(ContentCache::lastUse).reversed()).toList();
      FileTime abandoned = FileTime.fromMillis(System.currentTimeMillis() - ABANDONED.toMillis());
      int entries = 0;
      for (Path file : files) {
        boolean surplus =
            name(file).endsWith(suffix) && ++entries > ENTRIES_KEPT && !file.equals(kept);
        boolean rest = name(file).endsWith(UNFINISHED) && lastUse(file).compareTo(abandoned) < 0;
        if (surplus || rest) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      // Another time.
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  private static FileTime lastUse(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }
}
