package dev.postcar.testing;

import java.io.File;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Leaves the large jars that only tests call off the class path that postcar compiles migrations
 * against and that children get: javac lists each of their 25,000 classes for each compilation.
 */
public final class LeanClassPath implements LauncherSessionListener {

  private static final Pattern ONLY_TESTS =
      Pattern.compile(
          "(testcontainers|docker-java|byte-buddy|archunit|liquibase|flyway|mybatis|jna|snakeyaml"
              + "|opencsv|jaxb|commons-collections4|commons-text|duct-tape)[a-z0-9-]*-[0-9.]+\\.jar");

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    System.setProperty(
        "java.class.path",
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !ONLY_TESTS.matcher(new File(entry).getName()).matches())
            .collect(Collectors.joining(File.pathSeparator)));
  }
}
