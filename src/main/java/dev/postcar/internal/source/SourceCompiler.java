package dev.postcar.internal.source;

import dev.postcar.Event;
import dev.postcar.PostcarException;
import dev.postcar.internal.os.DirectoryTree;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    Path output = Files.createTempDirectory("postcar-classes");
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
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8)) {
      manager.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(output));
      manager.setLocationFromPaths(StandardLocation.SOURCE_PATH, request.sources());
      manager.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath);
      boolean good =
          compiler
              .getTask(
                  otherOutput,
                  new WithoutModule(manager),
                  diagnostics,
                  OPTIONS,
                  null,
                  manager.getJavaFileObjectsFromPaths(files.compiled()))
              .call();
      if (!good) {
        throw CompileErrors.of(diagnostics.getDiagnostics(), otherOutput.toString());
      }
    }
  }

  /**
   * Hides a module-info.java among the sources: it would make the migrations part of a module that
   * cannot see the class path.
   */
  private static final class WithoutModule extends ForwardingJavaFileManager<JavaFileManager> {

    WithoutModule(JavaFileManager manager) {
      super(manager);
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
