package dev.postcar.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The class path without the optional jars and without what only tests need. */
public final class RequiredJars {

  private static final Pattern REQUIRED =
      Pattern.compile("(postgresql|HikariCP|classgraph|slf4j-api)-[0-9.]+\\.jar");

  private RequiredJars() {}

  /** The directories of classes and the required jars. */
  public static List<Path> classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(Path::of)
        .filter(
            path ->
                Files.isDirectory(path)
                    || REQUIRED.matcher(path.getFileName().toString()).matches())
        .toList();
  }
}
