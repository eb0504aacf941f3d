package dev.postcar.internal.source.edit;

import dev.postcar.PostcarException;
import dev.postcar.internal.os.DirectoryTree;
import dev.postcar.internal.os.TemporaryFiles;
import dev.postcar.internal.source.ClassLoaders;
import dev.postcar.internal.source.CompileErrors;
import dev.postcar.internal.source.Migrations;
import dev.postcar.internal.source.SourceFiles;
import dev.postcar.internal.source.SourceRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A copy of the sources as a change would leave them, in a temporary directory. */
public final class StagedSources implements AutoCloseable {

  private final Path directory;
  private final List<Path> roots;
  private final List<Path> originals;

  private StagedSources(Path directory, List<Path> roots, List<Path> originals) {
    this.directory = directory;
    this.roots = List.copyOf(roots);
    this.originals = originals;
  }

  static StagedSources of(SourceRequest request, SourceChange change) throws IOException {
    Path directory = TemporaryFiles.directory("postcar-sources");
    List<Path> roots = new ArrayList<>();
    List<Path> files = SourceFiles.of(request).everything();
    files.addAll(change.added());
    for (Path root : request.sources()) {
      Path copy = directory.resolve("s" + roots.size());
      Files.createDirectories(copy);
      roots.add(copy);
      for (Path file : files) {
        String after = file.startsWith(root) ? change.after(file) : null;
        if (after != null) {
          Path to = copy.resolve(root.relativize(file).toString());
          Files.createDirectories(to.getParent());
          Files.writeString(to, after, StandardCharsets.UTF_8);
        }
      }
    }
    return new StagedSources(directory, roots, request.sources());
  }

  /**
   * Where the sources are to be looked for.
   *
   * @return one for each root of the original
   */
  public List<Path> roots() {
    return roots;
  }

  /**
   * Loads the migrations from the copy.
   *
   * @param request the original one with these {@link #roots()}
   * @throws PostcarException.Source if they do not compile, or one is wrong; about the original
   *     files, which are as they were
   */
  public Migrations load(SourceRequest request) {
    try {
      Migrations migrations = Migrations.of(request);
      migrations.loaded();
      return migrations;
    } catch (PostcarException.Source e) {
      throw new PostcarException.Source(
          "With this change, the sources do not load. Nothing was changed.\n"
              + ofOriginals(e.commandLineMessage()),
          e);
    }
  }

  /**
   * Compiles the copy.
   *
   * @throws PostcarException.Source if it does not compile; about the original files
   */
  void compile(SourceRequest request) {
    try (ClassLoaders loaders = new ClassLoaders()) {
      loaders.compile(here(request));
    } catch (PostcarException.Source e) {
      throw new PostcarException.Source(ofOriginals(e.commandLineMessage()), e);
    }
  }

  /** How many faults the compiler finds in the copies of some files that will be there. */
  long faults(SourceRequest request, Collection<Path> files) throws IOException {
    List<Path> copies = new ArrayList<>();
    for (Path file : files) {
      for (int i = 0; i < roots.size(); i++) {
        if (file.startsWith(originals.get(i))) {
          copies.add(roots.get(i).resolve(originals.get(i).relativize(file).toString()));
        }
      }
    }
    return UnderstoodSources.visit(here(request), copies, (file, unit, task) -> {});
  }

  private SourceRequest here(SourceRequest request) {
    return new SourceRequest(
        request.packages(),
        request.classpath(),
        roots,
        request.parent(),
        null,
        request.sqlFiles(),
        request.reporter());
  }

  private String ofOriginals(String message) {
    String shown = message;
    for (int i = 0; i < roots.size(); i++) {
      shown = shown.replace(roots.get(i).toString(), CompileErrors.shown(originals.get(i)));
    }
    return shown;
  }

  /** Deletes the copy. */
  @Override
  public void close() {
    DirectoryTree.delete(directory);
  }
}
