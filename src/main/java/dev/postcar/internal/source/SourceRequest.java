package dev.postcar.internal.source;

import dev.postcar.Reporter;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.os.FileTrust;
import java.nio.file.Path;
import java.util.List;

/**
 * Where migrations are looked for.
 *
 * @param packages Java packages in the configured order, without their sub-packages
 * @param classpath directories and jars with compiled migrations
 * @param sources roots of {@code .java} files, compiled on the fly, and of SQL files
 * @param parent the caller's class loader, whose class path is looked at too
 * @param cache where compiled sources are kept; null for a temporary directory, and where others
 *     could have written it
 * @param sqlFiles whether SQL files are migrations
 * @param reporter hears what takes its time
 */
public record SourceRequest(
    List<String> packages,
    List<Path> classpath,
    List<Path> sources,
    ClassLoader parent,
    Path cache,
    boolean sqlFiles,
    Reporter reporter) {

  /** One of which nobody hears. */
  public SourceRequest(
      List<String> packages,
      List<Path> classpath,
      List<Path> sources,
      ClassLoader parent,
      Path cache,
      boolean sqlFiles) {
    this(packages, classpath, sources, parent, cache, sqlFiles, Reporter.SILENT);
  }

  /** With SQL files. */
  public SourceRequest(
      List<String> packages,
      List<Path> classpath,
      List<Path> sources,
      ClassLoader parent,
      Path cache) {
    this(packages, classpath, sources, parent, cache, true);
  }

  /** Takes copies of the lists; a package that is named twice is one. */
  public SourceRequest {
    packages = packages.stream().distinct().toList();
    classpath = List.copyOf(classpath);
    sources = List.copyOf(sources);
    cache = cache == null || FileTrust.allows(cache) ? cache : null;
  }

  /** What the configuration says, with the class loader of the calling thread where it has none. */
  public static SourceRequest of(Config config) {
    ClassLoader callers = Thread.currentThread().getContextClassLoader();
    ClassLoader loader = config.classLoader() != null ? config.classLoader() : callers;
    return new SourceRequest(
        config.packages(),
        config.classpath(),
        config.sources(),
        loader != null ? loader : SourceRequest.class.getClassLoader(),
        config.cache(),
        config.sqlFiles(),
        config.reporter());
  }
}
