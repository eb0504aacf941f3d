package dev.postcar.internal.source.edit;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import dev.postcar.internal.source.CompileClassPath;
import dev.postcar.internal.source.SourceRequest;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Source files in which the compiler has resolved the names; nothing is compiled. */
final class UnderstoodSources {

  private static final List<String> OPTIONS =
      List.of("-proc:none", "-nowarn", "-implicit:none", "-encoding", "UTF-8");

  private UnderstoodSources() {}

  /** What is done with a file. */
  interface Visit {
    void of(Path file, CompilationUnitTree unit, JavacTask task) throws IOException;
  }

  /**
   * Visits files, each once, by whatever path it is given.
   *
   * @return how many faults the compiler found in them, which otherwise do not matter here
   */
  static long visit(SourceRequest request, List<Path> files, Visit visit) throws IOException {
    if (files.isEmpty()) {
      return 0;
    }
    Map<URI, Path> byUri = new LinkedHashMap<>();
    Set<Path> real = new HashSet<>();
    for (Path file : files) {
      if (real.add(file.toRealPath())) {
        byUri.put(file.toUri().normalize(), file);
      }
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8)) {
      manager.setLocationFromPaths(StandardLocation.SOURCE_PATH, request.sources());
      manager.setLocationFromPaths(StandardLocation.CLASS_PATH, CompileClassPath.of(request));
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  new StringWriter(),
                  manager,
                  diagnostics,
                  OPTIONS,
                  null,
                  manager.getJavaFileObjectsFromPaths(byUri.values()));
      Iterable<? extends CompilationUnitTree> units = task.parse();
      task.analyze();
      for (CompilationUnitTree unit : units) {
        visit.of(byUri.get(unit.getSourceFile().toUri()), unit, task);
      }
    }
    return diagnostics.getDiagnostics().stream()
        .filter(one -> one.getKind() == Diagnostic.Kind.ERROR)
        .count();
  }
}
