package dev.postcar.internal.source;

import dev.postcar.Version;
import dev.postcar.internal.os.Sha256;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** SHA-256 over everything that compiled classes depend on, and over files. */
final class Digest {

  private static final int LETTERS = 32;
  private static final int BUFFER = 1 << 16;

  private final MessageDigest digest = Sha256.start();

  private Digest() {}

  /** What compiled classes depend on: the sources, the class path, the JDK and postcar. */
  static String of(SourceFiles files, List<Path> classPath) throws IOException {
    Digest all = new Digest();
    all.add("postcar " + Version.text() + ", java " + Runtime.version());
    for (Path file : files.compiled()) {
      all.add("compiled " + file);
    }
    byte[] buffer = new byte[BUFFER];
    for (Path file : files.all()) {
      all.addFile(file, buffer);
    }
    for (Path entry : classPath) {
      all.addEntry(entry);
    }
    return all.text();
  }

  /** The names and contents of files. */
  static String of(Collection<Path> files) throws IOException {
    Digest all = new Digest();
    byte[] buffer = new byte[BUFFER];
    for (Path file : files) {
      all.addFile(file, buffer);
    }
    return all.text();
  }

  /** A text. */
  static String of(String text) {
    Digest content = new Digest();
    content.add(text);
    return content.text();
  }

  /** The content of a file. */
  static String of(Path file) throws IOException {
    Digest content = new Digest();
    content.digest.update(Files.readAllBytes(file));
    return content.text();
  }

  /** By a plain stream: of a thousand small files each call counts. */
  private void addFile(Path file, byte[] buffer) throws IOException {
    add("source " + file);
    long length = 0;
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
        length += read;
      }
    }
    add("bytes " + length);
  }

  /**
   * A directory's own time does not tell when a class or a resource in it was changed. Links are
   * followed, as the class loader does.
   */
  private void addEntry(Path entry) throws IOException {
    List<String> found = new ArrayList<>();
    int common = entry.toString().length();
    Files.walkFileTree(
        entry,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = file.toString().substring(common);
            long changed = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
            found.add(name + " " + attributes.size() + " " + changed);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof FileSystemLoopException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }
        });
    Collections.sort(found);
    add("class path " + entry);
    found.forEach(this::add);
  }

  private void add(String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  private String text() {
    return HexFormat.of().formatHex(digest.digest()).substring(0, LETTERS);
  }
}
