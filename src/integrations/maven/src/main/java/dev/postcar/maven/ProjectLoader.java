package dev.postcar.maven;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The project's classes. The types of postcar and of the driver are the plugin's, whatever versions
 * the project has; nothing else of the plugin is visible.
 */
final class ProjectLoader extends URLClassLoader {

  private static final ClassLoader PLUGIN = ProjectLoader.class.getClassLoader();

  private final Path output;
  private volatile List<String> hidden = List.of();

  ProjectLoader(List<Path> entries, Path output) {
    super(urls(entries), ClassLoader.getPlatformClassLoader());
    this.output = output;
  }

  private static URL[] urls(List<Path> entries) {
    List<URL> urls = new ArrayList<>();
    for (Path entry : entries) {
      try {
        urls.add(entry.toUri().toURL());
      } catch (MalformedURLException e) {
        throw new IllegalArgumentException(e);
      }
    }
    return urls.toArray(URL[]::new);
  }

  /** Hides the compiled classes of these packages, which are compiled again from their sources. */
  void hide(List<String> packages) {
    hidden = packages.stream().map(name -> name.replace('.', '/') + "/").toList();
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith("dev.postcar.") || name.startsWith("org.postgresql.")) {
      try {
        return PLUGIN.loadClass(name);
      } catch (ClassNotFoundException e) {
        // One of the project's own.
      }
    }
    return super.loadClass(name, resolve);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (hides(name.replace('.', '/') + ".class")) {
      throw new ClassNotFoundException(name);
    }
    return super.findClass(name);
  }

  @Override
  public URL findResource(String name) {
    return hides(name) ? null : super.findResource(name);
  }

  private boolean hides(String name) {
    String folder = name.substring(0, name.lastIndexOf('/') + 1);
    return hidden.contains(folder) && Files.exists(output.resolve(name));
  }
}
