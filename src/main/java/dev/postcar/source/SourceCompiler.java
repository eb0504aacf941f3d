package dev.postcar.source;

import dev.postcar.Migration;
import dev.postcar.PostcarException;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Compiles the source files of the requested packages, all in one call, with the JDK's own
 * compiler; what they use is found through {@code -sourcepath}. The result is kept by content.
 */
final class SourceCompiler {

  private static final int ERRORS_SHOWN = 5;

  private final SourceRequest request;

  SourceCompiler(SourceRequest request) {
    this.request = request;
  }

  /**
   * Compiles, or finds what was compiled from the same content before.
   *
   * @return a jar; empty where no requested package has a source file
   * @throws PostcarException.Source if a source does not compile, or there is only a JRE
   */
  Optional<Path> compile() {
    try {
      List<Path> files = sourceFiles();
      if (files.isEmpty()) {
        return Optional.empty();
      }
      CompiledCache cache = new CompiledCache(request.cache());
      String key = cache.key(files, allSources(), classPath());
      Optional<Path> kept = cache.find(key);
      return kept.isPresent() ? kept : Optional.of(cache.keep(key, compile(files)));
    } catch (IOException e) {
      throw new PostcarException.Source("The sources cannot be read: " + e + ".", e);
    }
  }

  private List<Path> sourceFiles() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path root : request.sources()) {
      for (String packageName : request.packages()) {
        Path folder = root.resolve(packageName.replace('.', '/'));
        if (Files.isDirectory(folder)) {
          try (Stream<Path> list = Files.list(folder)) {
            list.filter(SourceCompiler::isSource).sorted().forEach(files::add);
          }
        }
      }
    }
    return files;
  }

  /** Whatever else may take part through the source path. */
  private List<Path> allSources() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path root : request.sources()) {
      try (Stream<Path> walk = Files.walk(root)) {
        walk.filter(SourceCompiler::isSource).sorted().forEach(files::add);
      }
    }
    return files;
  }

  private static boolean isSource(Path path) {
    return path.toString().endsWith(".java") && Files.isRegularFile(path);
  }

  private List<Path> classPath() {
    Set<Path> entries = new LinkedHashSet<>();
    try {
      entries.add(
          Path.of(Migration.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    entries.addAll(request.classpath());
    for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
      if (!entry.isEmpty()) {
        entries.add(Path.of(entry));
      }
    }
    return entries.stream().filter(Files::exists).toList();
  }

  private Path compile(List<Path> files) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new PostcarException.Source(
          "The sources cannot be compiled: this Java has no compiler (a JRE?). Run postcar on a"
              + " JDK, or give compiled classes by classpath.");
    }
    Path output = Files.createTempDirectory("postcar-classes");
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8)) {
      List<String> options =
          List.of(
              "-proc:none",
              "-nowarn",
              "-implicit:class",
              "-encoding",
              "UTF-8",
              "-d",
              output.toString(),
              "-sourcepath",
              joined(request.sources()),
              "-classpath",
              joined(classPath()));
      boolean good =
          compiler
              .getTask(
                  new StringWriter(),
                  manager,
                  diagnostics,
                  options,
                  null,
                  manager.getJavaFileObjectsFromPaths(files))
              .call();
      if (!good) {
        CompiledCache.delete(output);
        throw new PostcarException.Source(errors(diagnostics.getDiagnostics()));
      }
      return output;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static String joined(List<Path> paths) {
    return paths.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  private static String errors(List<Diagnostic<? extends JavaFileObject>> diagnostics) {
    List<String> lines =
        diagnostics.stream()
            .filter(one -> one.getKind() == Diagnostic.Kind.ERROR)
            .map(SourceCompiler::line)
            .toList();
    String shown = lines.stream().limit(ERRORS_SHOWN).collect(Collectors.joining("\n"));
    int more = lines.size() - ERRORS_SHOWN;
    return "The sources do not compile.\n" + shown + (more > 0 ? "\n… and " + more + " more." : "");
  }

  private static String line(Diagnostic<? extends JavaFileObject> error) {
    String message = error.getMessage(Locale.ROOT).strip().replaceAll("\\s*\\n\\s*", "; ");
    if (error.getSource() == null) {
      return message;
    }
    Path file = Path.of(error.getSource().toUri());
    Path here = Path.of("").toAbsolutePath();
    Path shown = file.startsWith(here) ? here.relativize(file) : file;
    return shown + ":" + error.getLineNumber() + ": " + message;
  }
}
