package dev.postcar.source;

import dev.postcar.PostcarException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Files that are written and files that go, all of them or none.
 *
 * <p>New content is written aside first; then files are only renamed, and a failure puts back what
 * was renamed before it. What goes is deleted last.
 */
public final class SourceChange {

  private static final String ASIDE = ".postcar-new";
  private static final String BEFORE = ".postcar-old";

  private final SourceRequest request;
  private final Map<Path, String> written;
  private final Set<Path> gone;
  private final Map<Path, String> before = new HashMap<>();

  /**
   * A change that is not yet made.
   *
   * @param request whose sources these are
   * @param written new content by file
   * @param gone files to delete
   * @throws IOException if what is there now cannot be read
   */
  SourceChange(SourceRequest request, Map<Path, String> written, Set<Path> gone)
      throws IOException {
    this.request = request;
    this.written = new TreeMap<>(written);
    this.gone = Set.copyOf(gone);
    for (Path file : replaced()) {
      before.put(file, Files.readString(file));
    }
  }

  private List<Path> replaced() {
    List<Path> replaced = new ArrayList<>(gone);
    written.keySet().stream().filter(Files::exists).forEach(replaced::add);
    replaced.sort(null);
    return replaced;
  }

  /** What a file will contain; null where it will be gone. */
  String after(Path file) throws IOException {
    if (gone.contains(file)) {
      return null;
    }
    return written.containsKey(file) ? written.get(file) : Files.readString(file);
  }

  /** The files that will be there and are not yet. */
  List<Path> added() {
    return written.keySet().stream().filter(file -> !before.containsKey(file)).toList();
  }

  /**
   * Copies the sources as they will be to another place, to be tried there.
   *
   * @return to be closed
   * @throws PostcarException.Source if that cannot be done
   */
  public StagedSources stage() {
    try {
      return StagedSources.of(request, this);
    } catch (IOException e) {
      throw new PostcarException.Source("The sources cannot be copied: " + e + ".", e);
    }
  }

  /**
   * Makes it.
   *
   * @throws PostcarException.Source if a file was changed meanwhile or cannot be written; then
   *     everything is as it was
   */
  public void make() {
    Deque<Path[]> renamed = new ArrayDeque<>();
    try {
      refuseChanged();
      for (Map.Entry<Path, String> file : written.entrySet()) {
        Files.writeString(beside(file.getKey(), ASIDE), file.getValue());
      }
      for (Path file : before.keySet()) {
        rename(file, beside(file, BEFORE), renamed);
      }
      for (Path file : written.keySet()) {
        rename(beside(file, ASIDE), file, renamed);
      }
    } catch (IOException | RuntimeException e) {
      putBack(renamed, e);
      throw e instanceof PostcarException refused
          ? refused
          : new PostcarException.Source(
              "The sources cannot be changed (" + e + "): they are as they were.", e);
    }
    before.keySet().forEach(file -> deleteQuietly(beside(file, BEFORE)));
  }

  private void refuseChanged() throws IOException {
    for (Map.Entry<Path, String> file : before.entrySet()) {
      if (!Files.exists(file.getKey())
          || !Files.readString(file.getKey()).equals(file.getValue())) {
        throw new PostcarException.Source(
            CompileErrors.shown(file.getKey()) + " was changed meanwhile: try again.");
      }
    }
    for (Path file : written.keySet()) {
      if (!before.containsKey(file) && Files.exists(file)) {
        throw new PostcarException.Source(
            CompileErrors.shown(file) + " is there already: say another NAME.");
      }
    }
  }

  private static void rename(Path from, Path to, Deque<Path[]> renamed) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    renamed.push(new Path[] {from, to});
  }

  private void putBack(Deque<Path[]> renamed, Exception failure) {
    while (!renamed.isEmpty()) {
      Path[] move = renamed.pop();
      try {
        Files.move(move[1], move[0], StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
    }
    written.keySet().forEach(file -> deleteQuietly(beside(file, ASIDE)));
  }

  /** In the same directory, so that a rename is one step; the compiler does not look at it. */
  private static Path beside(Path file, String suffix) {
    return file.resolveSibling("." + file.getFileName() + suffix);
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // It is not looked at, and may stay.
    }
  }
}
