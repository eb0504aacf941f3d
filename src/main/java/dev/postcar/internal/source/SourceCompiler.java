package dev.postcar.internal.source;

import dev.postcar.Event;
import dev.postcar.PostcarException;
import dev.postcar.internal.os.DirectoryTree;
import dev.postcar.internal.os.TemporaryFiles;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.tools.DiagnosticCollector;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * Compiles the source files of the requested packages, all in one call, with the JDK's own
 * compiler; what they use is found through the source path. The result is kept by content.
 */
public final class SourceCompiler {

  private static final List<String> OPTIONS =
      List.of("-proc:none", "-nowarn", "-implicit:class", "-encoding", "UTF-8");

  private final SourceRequest request;
  private final Supplier<JavaCompiler> compilers;

  public SourceCompiler(SourceRequest request) {
    this(request, null);
  }

  /** With another compiler than the JDK's, for tests; one that gives null is that of a JRE. */
  public SourceCompiler(SourceRequest request, Supplier<JavaCompiler> compilers) {
    this.request = request;
    this.compilers = compilers;
  }

  /**
   * Compiles, or finds what was compiled from the same content before.
   *
   * @return a jar; null where no requested package has a source file
   * @throws PostcarException.Source if a source does not compile, or there is only a JRE
   */
  public Path compile() {
    try {
      SourceFiles files = SourceFiles.of(request);
      if (files.compiled().isEmpty()) {
        StrayFiles.refuse(request, files);
        return null;
      }
      return compile(files);
    } catch (IOException e) {
      throw new PostcarException.Source("The sources cannot be compiled: " + e + ".", e);
    }
  }

  Path compile(SourceFiles files) {
    try {
      List<Path> classPath = CompileClassPath.of(request);
      ContentCache cache = new ContentCache(request.cache(), ".jar");
      String key = Digest.of(files, classPath);
      Path kept = cache.find(key);
      return kept != null ? kept : compile(files, classPath, cache, key);
    } catch (IOException e) {
      throw new PostcarException.Source("The sources cannot be compiled: " + e + ".", e);
    }
  }

  private Path compile(SourceFiles files, List<Path> classPath, ContentCache cache, String key)
      throws IOException {
    JavaCompiler compiler =
        compilers == null ? ToolProvider.getSystemJavaCompiler() : compilers.get();
    if (compiler == null) {
      throw ClassLoaders.noCompiler();
    }
    Path output = TemporaryFiles.directory("postcar-classes");
    List<Path> temporary = new ArrayList<>(List.of(output));
    try {
      StrayFiles.refuse(request, files);
      int count = files.compiled().size();
      tell("compiling " + count + (count == 1 ? " file" : " files"));
      compile(compiler, files, ApplicationArchive.expanded(classPath, temporary), output);
      List<String> strayed = files.strayed(request, output);
      tell("loading the migrations");
      if (!strayed.isEmpty()) {
        throw CompileErrors.of(strayed);
      }
      // An edit made meanwhile must not be kept under the content of before.
      boolean unchanged = key.equals(Digest.of(SourceFiles.of(request), classPath));
      Path kept = unchanged ? cache.keep(key, jar -> ClassJar.write(output, jar)) : null;
      return kept != null ? kept : ClassJar.temporary(output);
    } finally {
      temporary.forEach(DirectoryTree::delete);
    }
  }

  private void tell(String doing) {
    request.reporter().on(new Event.Phase(doing));
  }

  private void compile(JavaCompiler compiler, SourceFiles files, List<Path> classPath, Path output)
      throws IOException {
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    StringWriter otherOutput = new StringWriter();
    if (!compiles(
        compiler, files.compiled(), Set.of(), classPath, output, diagnostics, otherOutput)) {
      throw CompileErrors.of(diagnostics.getDiagnostics(), otherOutput.toString());
    }
  }

  /**
   * Compiles what compiles: whatever has an error is left out, then what needed it, and so on.
   *
   * @param faulty is told each file that was left out
   * @return a folder of its own; null where nothing compiles, or there is no compiler
   */
  Path compileReadable(List<Path> files, Consumer<Path> faulty) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Set<Path> left = new LinkedHashSet<>();
    files.forEach(file -> left.add(file.toAbsolutePath().normalize()));
    Set<Path> out = new HashSet<>();
    Path output = TemporaryFiles.directory("postcar-classes");
    List<Path> temporary = new ArrayList<>();
    try {
      List<Path> classPath = ApplicationArchive.expanded(CompileClassPath.of(request), temporary);
      while (compiler != null && !left.isEmpty()) {
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        if (compiles(compiler, left, out, classPath, output, diagnostics, new StringWriter())) {
          return output;
        }
        Set<Path> wrong = CompileErrors.files(diagnostics.getDiagnostics());
        if (!out.addAll(wrong)) {
          // An error of no file cannot be left out.
          break;
        }
        left.removeAll(wrong);
        wrong.forEach(faulty);
      }
      left.forEach(faulty);
      DirectoryTree.delete(output);
      return null;
    } finally {
      temporary.forEach(DirectoryTree::delete);
    }
  }

  private boolean compiles(
      JavaCompiler compiler,
      Collection<Path> files,
      Set<Path> hidden,
      List<Path> classPath,
      Path output,
      DiagnosticCollector<JavaFileObject> diagnostics,
      StringWriter otherOutput)
      throws IOException {
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8)) {
      manager.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(output));
      manager.setLocationFromPaths(StandardLocation.SOURCE_PATH, request.sources());
      manager.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath);
      return compiler
          .getTask(
              otherOutput,
              new VisibleSources(manager, hidden),
              diagnostics,
              OPTIONS,
              null,
              manager.getJavaFileObjectsFromPaths(files))
          .call();
    }
  }

  /**
   * Hides a module-info.java among the sources: it would make the migrations part of a module that
   * cannot see the class path. Hides files that are to be left out, too.
   */
  private static final class VisibleSources extends ForwardingJavaFileManager<JavaFileManager> {

    private final Set<Path> hidden;

    VisibleSources(JavaFileManager manager, Set<Path> hidden) {
      super(manager);
      this.hidden = hidden;
    }

    @Override
    public Iterable<JavaFileObject> list(
        Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse)
        throws IOException {
      Iterable<JavaFileObject> all = super.list(location, packageName, kinds, recurse);
      if (hidden.isEmpty() || location != StandardLocation.SOURCE_PATH) {
        return all;
      }
      List<JavaFileObject> seen = new ArrayList<>();
      all.forEach(file -> seen.add(file));
      seen.removeIf(file -> hidden.contains(Path.of(file.toUri())));
      return seen;
    }

    @Override
    public JavaFileObject getJavaFileForInput(
        Location location, String className, JavaFileObject.Kind kind) throws IOException {
      return location == StandardLocation.SOURCE_PATH && className.equals("module-info")
          ? null
          : super.getJavaFileForInput(location, className, kind);
    }
  }
}
