package dev.postcar.source;

import dev.postcar.PostcarException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** Changes several files together, or none: what was written is put back where one fails. */
final class FileSwap {

  private final List<Change> changes = new ArrayList<>();
  private final List<Change> made = new ArrayList<>();

  /** One file: where it was, where it shall be, what was and what shall be in it. */
  private record Change(Path from, Path to, String before, String after) {}

  /**
   * Plans a change.
   *
   * @param from an existing file
   * @param to the same, or one that does not exist
   * @param text what shall be in it
   */
  void add(Path from, Path to, String text) throws IOException {
    changes.add(new Change(from, to, Files.readString(from), text));
  }

  /** Where the files are afterwards. */
  List<Path> files() {
    return changes.stream().map(Change::to).toList();
  }

  /** Makes all changes, each file at one stroke. */
  void make() throws IOException {
    List<Path> written = new ArrayList<>();
    try {
      for (Change change : changes) {
        written.add(write(change.from(), change.to(), change.after()));
      }
      for (int i = 0; i < changes.size(); i++) {
        Change change = changes.get(i);
        made.add(change);
        Files.move(written.get(i), change.to(), StandardCopyOption.ATOMIC_MOVE);
        if (!change.from().equals(change.to())) {
          Files.delete(change.from());
        }
      }
    } catch (IOException e) {
      undo();
      throw e;
    } finally {
      for (Path path : written) {
        Files.deleteIfExists(path);
      }
    }
  }

  /**
   * Puts back what was.
   *
   * @throws PostcarException.Source if that is not possible either
   */
  void undo() {
    try {
      putBack();
    } catch (IOException e) {
      throw new PostcarException.Source(
          "Not every file could be put back ("
              + e
              + "): compare "
              + changes.stream().map(Change::from).toList()
              + " with what your version control has.",
          e);
    }
  }

  private void putBack() throws IOException {
    for (Change change : made) {
      Path like = Files.exists(change.to()) ? change.to() : change.from();
      Path old = write(like, change.from(), change.before());
      Files.move(old, change.from(), StandardCopyOption.ATOMIC_MOVE);
      if (!change.from().equals(change.to())) {
        Files.deleteIfExists(change.to());
      }
    }
    made.clear();
  }

  /** Beside its place, so that the move is one within a file system; with the file's own rights. */
  private static Path write(Path like, Path to, String content) throws IOException {
    Path written = Files.createTempFile(to.toAbsolutePath().getParent(), ".postcar-", ".tmp");
    if (Files.exists(like)) {
      Files.copy(
          like, written, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    }
    return Files.writeString(written, content);
  }
}
