package dev.postcar.internal.source;

import dev.postcar.PostcarException;
import dev.postcar.internal.os.DirectoryTree;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The class loaders of an operation, open until its end: a migration's classes may be loaded as
 * late as when it runs.
 */
public final class ClassLoaders implements AutoCloseable {

  private final List<URLClassLoader> open = new ArrayList<>();
  private final List<Path> temporary = new ArrayList<>();

  /** A loader of these entries; it asks its parent first. */
  URLClassLoader of(List<Path> entries, ClassLoader parent) {
    List<URL> urls = new ArrayList<>();
    for (Path entry : entries) {
      try {
        urls.add(entry.toUri().toURL());
      } catch (MalformedURLException e) {
        throw new PostcarException.Configuration("classpath: " + entry + ": " + e.getMessage(), e);
      }
    }
    URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), parent);
    open.add(loader);
    return loader;
  }

  /** The entries with what is inside of application archives among them. */
  List<Path> expanded(List<Path> entries) {
    try {
      return ApplicationArchive.expanded(entries, temporary);
    } catch (IOException e) {
      throw new PostcarException.Configuration(
          "classpath: an archive in it cannot be unpacked: " + e + ".", e);
    }
  }

  /** Compiles the sources of a request; where no cache keeps the jar, it goes with the loaders. */
  public Path compile(SourceRequest request) {
    Path jar = request.sources().isEmpty() ? null : compiled(request);
    if (jar != null && (request.cache() == null || !jar.startsWith(request.cache()))) {
      temporary.add(jar);
    }
    return jar;
  }

  /** The same for what compiles of them; null for nothing. */
  Path compileReadable(SourceRequest request, Consumer<Path> faulty) {
    try {
      SourceFiles files = SourceFiles.of(request);
      Path classes =
          files.compiled().isEmpty()
              ? null
              : new SourceCompiler(request).compileReadable(files.compiled(), faulty);
      if (classes != null) {
        temporary.add(classes);
      }
      return classes;
    } catch (IOException | NoClassDefFoundError e) {
      throw new PostcarException.Source("The sources cannot be compiled: " + e + ".", e);
    }
  }

  private static Path compiled(SourceRequest request) {
    try {
      SourceFiles files = SourceFiles.of(request);
      if (files.compiled().isEmpty()) {
        // No compiler is needed, nor even its classes.
        StrayFiles.refuse(request, files);
        return null;
      }
      return new SourceCompiler(request).compile(files);
    } catch (IOException e) {
      throw new PostcarException.Source("The sources cannot be compiled: " + e + ".", e);
    } catch (NoClassDefFoundError e) {
      if (String.valueOf(e.getMessage()).startsWith("javax/tools/")) {
        // A runtime without the module java.compiler.
        throw noCompiler();
      }
      throw e;
    }
  }

  static PostcarException.Source noCompiler() {
    return new PostcarException.Source(
        "The sources cannot be compiled: this Java has no compiler (a JRE?). Run postcar on a JDK,"
            + " or set classpath to compiled classes.");
  }

  @Override
  public void close() {
    try {
      for (URLClassLoader loader : open) {
        loader.close();
      }
    } catch (IOException e) {
      // What does not close now is closed once it is garbage.
    }
    temporary.forEach(DirectoryTree::delete);
    open.clear();
    temporary.clear();
  }
}
