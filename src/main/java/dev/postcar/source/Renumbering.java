package dev.postcar.source;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * Gives a migration another number: its class, its file, and whatever names it in the source files,
 * all together or not at all.
 */
public final class Renumbering {

  private static final String EXTENSION = ".java";

  private final SourceRequest request;
  private final MigrationId id;

  private Renumbering(SourceRequest request, MigrationId id) {
    this.request = request;
    this.id = id;
  }

  /**
   * What was done.
   *
   * @param id the new identity; the old one where that is the next one already
   * @param files those that were changed, under their new names
   */
  public record Renumbered(MigrationId id, List<Path> files) {}

  /**
   * The migrations that have a source file: they need not compile, and two may have one number.
   *
   * @param request where they are
   * @return by file name
   * @throws PostcarException.Configuration if there is no sources directory
   */
  public static List<MigrationId> candidates(SourceRequest request) {
    MigrationLoader.refuseRequest(request);
    if (request.sources().isEmpty()) {
      throw new PostcarException.Configuration(
          "No sources directory is configured: say where the migrations' sources are, for example"
              + " sources = ['src/main/java'] in the conf script, or --sources.");
    }
    try {
      List<MigrationId> ids = new ArrayList<>();
      for (Path file : SourceFiles.of(request).compiled()) {
        String name = file.getFileName().toString();
        String type = name.substring(0, name.length() - EXTENSION.length());
        if (MigrationId.isName(type)) {
          ids.add(new MigrationId(packageOf(request, file), type));
        }
      }
      return List.copyOf(ids);
    } catch (IOException e) {
      throw new PostcarException.Source("The sources cannot be read: " + e + ".", e);
    }
  }

  private static String packageOf(SourceRequest request, Path file) {
    return request.packages().stream()
        .filter(name -> file.getParent().endsWith(name.replace('.', '/')))
        .max((a, b) -> Integer.compare(a.length(), b.length()))
        .orElseThrow();
  }

  /**
   * Renumbers.
   *
   * @param request where the sources are
   * @param id which migration
   * @param taken all whose numbers are not free: {@link #candidates} and what the database
   *     remembers
   * @param timestamp whether the number is the time (UTC)
   * @return what was done
   * @throws PostcarException.Source if the sources do not compile, before or afterwards: then
   *     everything is as it was
   */
  public static Renumbered renumber(
      SourceRequest request, MigrationId id, Collection<MigrationId> taken, boolean timestamp) {
    NextSequence next =
        NextSequence.of(
            taken.stream()
                .filter(other -> other.packageName().equals(id.packageName()) && !other.equals(id))
                .toList());
    String words = id.name().substring(1 + id.sequence().length());
    String digits = timestamp ? next.time(Clock.systemUTC()) : next.number();
    MigrationId renamed = new MigrationId(id.packageName(), "M" + digits + words);
    if (renamed.equals(id)) {
      return new Renumbered(id, List.of());
    }
    try {
      return new Renumbering(request, id).to(renamed);
    } catch (IOException e) {
      throw new PostcarException.Source(
          id + " cannot be renumbered: " + e + ". Every file is as it was.", e);
    }
  }

  private Renumbered to(MigrationId renamed) throws IOException {
    List<Path> naming = new ArrayList<>();
    for (Path file : SourceFiles.of(request).all()) {
      if (Files.readString(file).contains(id.name())) {
        naming.add(file.toRealPath());
      }
    }
    // What does not compile is not understood.
    new SourceCompiler(request).compile();
    FileSwap swap = new FileSwap();
    long faults = analyse(naming, (unit, task) -> plan(swap, unit, task, renamed));
    swap.make();
    try {
      new SourceCompiler(request).compile();
      if (analyse(swap.files(), (unit, task) -> {}) > faults) {
        throw new PostcarException.Source("another source file would no longer compile");
      }
    } catch (PostcarException e) {
      swap.undo();
      throw new PostcarException.Source(
          "With "
              + renamed.name()
              + " in the place of "
              + id.name()
              + " the sources do not compile, so every file is as it was: "
              + e.getMessage(),
          e);
    }
    return new Renumbered(renamed, swap.files());
  }

  private void plan(FileSwap swap, CompilationUnitTree unit, JavacTask task, MigrationId renamed)
      throws IOException {
    References references = References.of(id, unit, task);
    if (references.offsets().isEmpty()) {
      return;
    }
    Path file = Path.of(unit.getSourceFile().toUri());
    boolean own =
        references.declares() && file.getFileName().toString().equals(id.name() + EXTENSION);
    StringBuilder text = new StringBuilder(Files.readString(file));
    List<Integer> offsets = new ArrayList<>(references.offsets());
    for (int i = offsets.size() - 1; i >= 0; i--) {
      text.replace(offsets.get(i), offsets.get(i) + id.name().length(), renamed.name());
    }
    swap.add(file, own ? file.resolveSibling(renamed.name() + EXTENSION) : file, text.toString());
  }

  /** What is done with a file that the compiler has understood. */
  private interface Visit {
    void of(CompilationUnitTree unit, JavacTask task) throws IOException;
  }

  /** Lets the compiler resolve the names in some files; returns how many faults it found. */
  private long analyse(List<Path> files, Visit visit) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8)) {
      manager.setLocationFromPaths(StandardLocation.SOURCE_PATH, request.sources());
      manager.setLocationFromPaths(StandardLocation.CLASS_PATH, CompileClassPath.of(request));
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  diagnostics,
                  List.of("-proc:none", "-nowarn", "-encoding", "UTF-8"),
                  null,
                  manager.getJavaFileObjectsFromPaths(files));
      Iterable<? extends CompilationUnitTree> units = task.parse();
      task.analyze();
      for (CompilationUnitTree unit : units) {
        visit.of(unit, task);
      }
    }
    return diagnostics.getDiagnostics().stream()
        .filter(one -> one.getKind() == Diagnostic.Kind.ERROR)
        .count();
  }
}
