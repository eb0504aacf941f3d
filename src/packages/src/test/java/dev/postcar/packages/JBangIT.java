package dev.postcar.packages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The catalog of JBang, used by JBang with the jar of this build. */
final class JBangIT {

  private static final Path CATALOG = Path.of(System.getProperty("catalog"));
  private static final Path DISTRIBUTION = Path.of(System.getProperty("distribution"));

  @TempDir Path directory;

  @Test
  void migratesWithTheAliasOfTheCatalog() throws Exception {
    Packages.project(directory.resolve("project"), "embedded = true");
    assertThat(run("migrate").out()).startsWith("Applied 2 migrations in postgres");
    assertThat(run("status", "--json").out()).contains("\"pending\" : 0");
  }

  @Test
  void namesTheVersionsOfThisBuild() throws IOException {
    List<String> jars;
    try (Stream<Path> files = Files.list(DISTRIBUTION.resolve("lib"))) {
      jars = files.map(file -> file.getFileName().toString()).toList();
    }
    JsonNode alias = new ObjectMapper().readTree(CATALOG.toFile()).at("/aliases/postcar");
    assertThat(jars).contains(jar(alias.get("script-ref").asText()));
    List<JsonNode> dependencies =
        StreamSupport.stream(alias.get("dependencies").spliterator(), false).toList();
    assertThat(dependencies)
        .isNotEmpty()
        .allSatisfy(dependency -> assertThat(jars).contains(jar(dependency.asText())));
  }

  private static String jar(String coordinates) {
    String[] parts = coordinates.split(":");
    return parts[1] + "-" + parts[2] + ".jar";
  }

  /** JBang prints the command that its launcher is to run. */
  private Program.Ended run(String... arguments) throws Exception {
    Path built = directory.resolve("built");
    String file = DISTRIBUTION.getFileName().toString();
    String version = file.substring(file.indexOf('-') + 1);
    Path place = Files.createDirectories(built.resolve("dev/postcar/postcar/" + version));
    if (Files.notExists(place.resolve("postcar-" + version + ".jar"))) {
      Path jar = Path.of("postcar-" + version + ".jar");
      Files.copy(DISTRIBUTION.resolve("lib").resolve(jar), place.resolve(jar));
      Files.copy(
          CATALOG.resolve("../../../pom.xml").normalize(),
          place.resolve("postcar-" + version + ".pom"));
    }
    Path java = Path.of(System.getProperty("java.home"));
    Program jbang =
        new Program(
                directory.resolve("project"),
                java.resolve("bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.jbang.Main",
                "run",
                "--catalog=" + CATALOG,
                "--repos=resolved=" + Path.of(System.getProperty("local.repository")).toUri(),
                "--repos=built=" + built.toUri(),
                "postcar")
            .with("HOME", directory.toString())
            .with("JAVA_HOME", java.toString())
            .with("JBANG_DIR", directory.resolve("jbang").toString())
            .with("JBANG_REPO", directory.resolve("repository").toString());
    Program.Ended asked = jbang.run(arguments);
    assertThat(asked.out()).as(asked.err()).contains("dev.postcar.cli.Main");
    Program.Ended ended =
        new Program(directory.resolve("project"), "/bin/sh", "-c", asked.out())
            .with("HOME", directory.toString())
            .run();
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    return ended;
  }
}
