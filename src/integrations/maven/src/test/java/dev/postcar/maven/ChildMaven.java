package dev.postcar.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real Maven in a process of its own, that resolves what the running build has resolved. */
final class ChildMaven {

  private static final String VERSION = "0.4.0";
  private static final Path SESSION = Path.of(System.getProperty("session.repository"));

  private final Path folder;
  private final Path repository;
  private final Path settings;

  /** One with a local repository in which the plugin is installed. */
  ChildMaven(Path folder) throws IOException {
    this.folder = folder;
    this.repository = folder.resolve("repository");
    this.settings = folder.resolve("settings.xml");
    Files.writeString(
        settings,
        """
        <settings>
          <pluginGroups><pluginGroup>dev.postcar</pluginGroup></pluginGroups>
          <servers><server><id>shop-db</id><username>postgres</username><password>%s</password></server></servers>
          <profiles><profile><id>resolved</id>
            <repositories>%s</repositories>
            <pluginRepositories>%s</pluginRepositories>
          </profile></profiles>
          <activeProfiles><activeProfile>resolved</activeProfile></activeProfiles>
        </settings>
        """
            .formatted("%s", resolved("repository"), resolved("pluginRepository")));
    install("postcar-integrations", Path.of("../pom.xml"), null);
    install("postcar-maven-plugin", Path.of("pom.xml"), Path.of(System.getProperty("plugin.jar")));
    Path group = repository.resolve("dev/postcar");
    Files.writeString(
        group.resolve("maven-metadata-local.xml"),
        """
        <metadata><plugins><plugin>
          <name>postcar</name><prefix>postcar</prefix><artifactId>postcar-maven-plugin</artifactId>
        </plugin></plugins></metadata>
        """);
    Files.writeString(
        group.resolve("postcar-maven-plugin/maven-metadata-local.xml"),
        """
        <metadata><groupId>dev.postcar</groupId><artifactId>postcar-maven-plugin</artifactId>
          <versioning><release>%1$s</release><versions><version>%1$s</version></versions></versioning>
        </metadata>
        """
            .formatted(VERSION));
  }

  private static String resolved(String element) {
    return """
    <%1$s><id>central</id><url>%2$s</url>
      <releases><checksumPolicy>ignore</checksumPolicy></releases>
      <snapshots><enabled>false</enabled></snapshots></%1$s>
    """
        .formatted(element, SESSION.toUri());
  }

  private void install(String artifact, Path pom, Path jar) throws IOException {
    Path to = repository.resolve("dev/postcar/" + artifact + "/" + VERSION);
    Files.createDirectories(to);
    Files.copy(pom, to.resolve(artifact + "-" + VERSION + ".pom"));
    if (jar != null) {
      Files.copy(jar, to.resolve(artifact + "-" + VERSION + ".jar"));
    }
  }

  /** The password of the server {@code shop-db} in settings.xml. */
  void password(String password) throws IOException {
    Files.writeString(settings, Files.readString(settings).replace("%s", password));
  }

  /** What a run printed, stderr included. */
  record Result(int exitCode, String output) {

    /** How often it says that. */
    int count(String text) {
      return output.split(java.util.regex.Pattern.quote(text), -1).length - 1;
    }
  }

  /** Runs Maven in a directory until it ends. */
  Result run(Path directory, String... arguments) throws IOException, InterruptedException {
    return run(directory, Map.of(), arguments);
  }

  Result run(Path directory, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile(folder, "maven", ".log");
    Process process = start(directory, environment, log, arguments);
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("Maven does not end:\n" + Files.readString(log));
    }
    return new Result(process.exitValue(), plain(log));
  }

  /** Some launchers of Maven reset the colors of any output. */
  private static String plain(Path log) throws IOException {
    return Files.readString(log).replaceAll("\u001b\\[[0-9;]*m", "");
  }

  /** Starts Maven, without the environment that postcar reads. */
  Process start(Path directory, Map<String, String> environment, Path log, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("maven.home"), "bin", "mvn").toString());
    command.addAll(List.of("-B", "-s", settings.toString(), "-Dstyle.color=never"));
    command.add("-Dmaven.repo.local=" + repository);
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    Map<String, String> variables = builder.environment();
    variables.keySet().removeIf(name -> name.matches("(PG|POSTCAR_|DATABASE_URL|MAVEN_).*"));
    variables.put("JAVA_HOME", System.getProperty("java.home"));
    variables.put("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    variables.putAll(environment);
    return builder.start();
  }
}
