package dev.postcar.testing;

import java.io.File;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Leaves on the class path what a library user has, with the tests: each compilation of migrations
 * opens each jar on it, and takes a checksum over all entries twice. Children get more, but not the
 * large jars that only tests call.
 */
public final class LeanClassPath implements LauncherSessionListener {

  private static final String CHILDREN = "postcar.test.children";

  private static final Pattern ONLY_TESTS =
      Pattern.compile(
          "(testcontainers|docker-java|byte-buddy|archunit|liquibase|flyway|mybatis|jna|snakeyaml"
              + "|opencsv|jaxb|commons-collections4|commons-text|duct-tape|junit|opentest4j"
              + "|apiguardian|jspecify|annotations|jackson-databind|jackson-annotations)"
              + "[a-z0-9-]*-[0-9.]+\\.jar");

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    System.setProperty(
        CHILDREN,
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !ONLY_TESTS.matcher(new File(entry).getName()).matches())
            .collect(Collectors.joining(File.pathSeparator)));
    System.setProperty(
        "java.class.path",
        RequiredJars.classPath().stream()
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator)));
  }

  /** The class path of a JVM of its own: with the command line's jars and AssertJ. */
  public static String ofChildren() {
    return System.getProperty(CHILDREN);
  }
}
