package dev.postcar.internal.source;

import dev.postcar.Migration;
import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What sources are compiled against: postcar, {@code classpath}, and the caller's class path. */
public final class CompileClassPath {

  private CompileClassPath() {}

  /** Entries that exist, each once. */
  public static List<Path> of(SourceRequest request) {
    Set<Path> entries = new LinkedHashSet<>();
    CodeSource postcar = Migration.class.getProtectionDomain().getCodeSource();
    if (postcar != null) {
      add(entries, postcar.getLocation());
    }
    entries.addAll(request.classpath());
    List<URL> callers = new ArrayList<>();
    for (ClassLoader one = request.parent(); one != null; one = one.getParent()) {
      if (one instanceof URLClassLoader loader) {
        // The farther parent is asked first when classes are loaded.
        callers.addAll(0, List.of(loader.getURLs()));
      }
    }
    for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
      if (!entry.isEmpty()) {
        entries.add(Path.of(entry).toAbsolutePath());
      }
    }
    callers.forEach(url -> add(entries, url));
    return entries.stream().filter(Files::exists).toList();
  }

  private static void add(Set<Path> entries, URL url) {
    try {
      URI uri = url.toURI();
      if ("file".equals(uri.getScheme())) {
        entries.add(Path.of(uri));
      }
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      // The compiler reads files only; what it then misses, it names.
    }
  }
}
