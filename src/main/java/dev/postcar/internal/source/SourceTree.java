package dev.postcar.internal.source;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Walks the folders below a root, each in the order of its names. Links are followed, as the
 * compiler does, but not in a circle. By plain file names: of a thousand files each object counts.
 */
final class SourceTree {

  private final List<String> extensions;
  private final Visit visit;
  private final Set<Path> open = new HashSet<>();

  private SourceTree(List<String> extensions, Visit visit) {
    this.extensions = extensions;
    this.visit = visit;
  }

  /** What is done with the files of a folder. */
  interface Visit {
    void of(Path folder, List<Path> files);
  }

  /**
   * Visits each folder.
   *
   * @throws IOException if a folder cannot be listed, or a file's name not be understood
   */
  static void visit(Path root, List<String> extensions, Visit visit) throws IOException {
    try {
      new SourceTree(extensions, visit).walk(root);
    } catch (InvalidPathException e) {
      throw unreadable(e.getInput());
    }
  }

  private void walk(Path folder) throws IOException {
    Path real = folder.toRealPath();
    if (!open.add(real)) {
      return;
    }
    File directory = new File(folder.toString().isEmpty() ? "." : folder.toString());
    String[] names = directory.list();
    if (names == null) {
      throw new IOException(folder + " cannot be listed");
    }
    Arrays.sort(names);
    List<Path> files = new ArrayList<>(names.length);
    List<Path> folders = new ArrayList<>();
    for (String name : names) {
      File entry = new File(directory, name);
      if (extensions.stream().anyMatch(name::endsWith) && isFile(entry)) {
        files.add(folder.resolve(name));
      } else if (!name.startsWith(".") && entry.isDirectory()) {
        // No package is called .git.
        folders.add(folder.resolve(name));
      }
    }
    visit.of(folder, files);
    for (Path one : folders) {
      walk(one);
    }
    open.remove(real);
  }

  /** What some editors leave next to a file begins with a point, and is none. */
  private static boolean isFile(File entry) throws IOException {
    boolean file = entry.isFile();
    if (!file && !Files.exists(entry.toPath(), LinkOption.NOFOLLOW_LINKS)) {
      throw unreadable(entry);
    }
    if (!file && !entry.isDirectory() && !entry.getName().startsWith(".")) {
      throw new IOException(entry + " is no file, or a link that leads to none");
    }
    return file;
  }

  private static IOException unreadable(Object entry) {
    return new IOException(
        entry + " is gone, or its name cannot be read in this locale: set LC_ALL=C.UTF-8");
  }
}
