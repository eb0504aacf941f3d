package dev.postcar.internal.source.edit;

import dev.postcar.PostcarException;
import dev.postcar.internal.source.CompileErrors;
import dev.postcar.internal.source.SourceRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Files that are written and files that go, all of them or none.
 *
 * <p>New content is written aside first, then takes its place at one stroke; what goes is deleted
 * last, and a failure puts everything back. So a process that is killed in between loses nothing:
 * what was to go still exists next to what is new.
 */
public final class SourceChange {

  private static final String ASIDE = ".postcar-new";

  private final SourceRequest request;
  private final Map<Path, String> written = new TreeMap<>();
  private final Set<Path> gone = new LinkedHashSet<>();
  private final Map<Path, String> before = new LinkedHashMap<>();
  private final List<Path> added;

  /**
   * A change that is not yet made.
   *
   * @throws IOException if what is there now cannot be read
   */
  SourceChange(SourceRequest request, Map<Path, String> written, List<Path> gone)
      throws IOException {
    this.request = request;
    this.added = written.keySet().stream().filter(file -> !Files.exists(file)).toList();
    for (Map.Entry<Path, String> file : written.entrySet()) {
      refuseLink(file.getKey());
      this.written.put(real(file.getKey()), file.getValue());
    }
    for (Path file : gone) {
      refuseLink(file);
      this.gone.add(real(file));
    }
    for (Path file : this.gone) {
      before.put(file, Files.readString(file));
    }
    for (Path file : this.written.keySet()) {
      if (Files.exists(file)) {
        before.put(file, Files.readString(file));
      }
    }
  }

  /** What a link leads to may belong to another project. */
  private static void refuseLink(Path file) {
    if (Files.isSymbolicLink(file)) {
      throw new PostcarException.Source(
          CompileErrors.shown(file)
              + " is a symbolic link: no file was changed.\nNext: replace the link with the file.");
    }
  }

  /** One name for a file, by whatever links it is reached. */
  private static Path real(Path file) throws IOException {
    return Files.exists(file)
        ? file.toRealPath()
        : file.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
  }

  /** What a file will contain; null where it will be gone. */
  String after(Path file) throws IOException {
    Path real = real(file);
    if (gone.contains(real)) {
      return null;
    }
    return written.containsKey(real) ? written.get(real) : Files.readString(real);
  }

  /** The files that will be there and are not yet. */
  List<Path> added() {
    return added;
  }

  /** The files that are written. */
  public Set<Path> files() {
    return written.keySet();
  }

  /** Copies the sources as they will be to another place, to be tried there; to be closed. */
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
   *     everything is as it was, or the message says what is not
   */
  public void make() {
    Set<Path> touched = new LinkedHashSet<>();
    try {
      refuseChanged();
      for (Path file : written.keySet()) {
        writeAside(file, written.get(file));
      }
      for (Path file : written.keySet()) {
        touched.add(file);
        Files.move(aside(file), file, StandardCopyOption.ATOMIC_MOVE);
      }
      for (Path file : gone) {
        touched.add(file);
        Files.delete(file);
      }
    } catch (IOException | RuntimeException e) {
      putBack(touched, e);
      throw e instanceof PostcarException refused
          ? refused
          : new PostcarException.Source(
              "The sources cannot be changed (" + e + "): no file was changed.", e);
    } finally {
      written.keySet().forEach(file -> deleteQuietly(aside(file)));
    }
  }

  private void refuseChanged() throws IOException {
    for (Map.Entry<Path, String> file : before.entrySet()) {
      if (!Files.exists(file.getKey())
          || !Files.readString(file.getKey()).equals(file.getValue())) {
        throw new PostcarException.Source(
            CompileErrors.shown(file.getKey()) + " was changed in the meantime: try again.");
      }
    }
    for (Path file : written.keySet()) {
      if (!before.containsKey(file) && Files.exists(file)) {
        throw new PostcarException.Source(
            CompileErrors.shown(file) + " already exists: move it, or choose another name.");
      }
    }
  }

  private void putBack(Set<Path> touched, Exception failure) {
    try {
      for (Path file : touched) {
        String was = before.get(file);
        if (was == null) {
          Files.deleteIfExists(file);
        } else if (!Files.exists(file) || !Files.readString(file).equals(was)) {
          writeAside(file, was);
          Files.move(aside(file), file, StandardCopyOption.ATOMIC_MOVE);
        }
      }
    } catch (IOException e) {
      e.addSuppressed(failure);
      throw new PostcarException.Source(
          "Not every file could be restored (%s): compare %s with the files in version control."
              .formatted(e, touched.stream().map(CompileErrors::shown).toList()),
          e);
    }
  }

  /** With the rights of the file itself; a new one with those of one that goes for it. */
  private void writeAside(Path file, String content) throws IOException {
    Path like =
        Files.exists(file) ? file : gone.stream().filter(Files::exists).findAny().orElse(file);
    if (Files.exists(like)) {
      Files.copy(
          like,
          aside(file),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.COPY_ATTRIBUTES);
    }
    Files.writeString(aside(file), content);
  }

  /** In the same directory, so that a rename is one step; the compiler does not look at it. */
  private static Path aside(Path file) {
    return file.resolveSibling("." + file.getFileName() + ASIDE);
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // It is not looked at, and may stay.
    }
  }
}
