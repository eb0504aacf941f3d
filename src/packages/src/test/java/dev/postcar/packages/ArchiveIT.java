package dev.postcar.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tar.gz, unpacked anywhere, on a machine without Java. */
final class ArchiveIT {

  @TempDir Path directory;
  private Path home;
  private Path project;

  @BeforeEach
  void unpack() throws Exception {
    Path place = Files.createDirectories(directory.resolve("a place"));
    home = Packages.unpackedArchive(place);
    project = directory.resolve("project");
    Packages.project(project, "embedded = true");
  }

  @AfterEach
  void nothingWasWrittenIntoIt() throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      assertThat(files.filter(file -> file.toString().contains("classes-"))).isEmpty();
    }
  }

  @Test
  void migratesWithItsOwnRuntimeAndCompiler() throws Exception {
    Program postcar = postcar();
    assertThat(postcar.out("--version")).startsWith("postcar ");
    assertThat(postcar.out("migrate")).startsWith("Applied 2 migrations in postgres");
    assertThat(postcar.out("migrate")).isEqualTo("Nothing to do in postgres.\n");
    assertThat(postcar.out("status")).contains("2 applied, 0 pending.");
    assertThat(postcar.out("verify")).contains("2 ok");
    assertThat(postcar.out("rollback", "--all", "--yes")).startsWith("Rolled back 2 migrations");
  }

  @Test
  void usesItsReadyArchiveFromTheFirstRunOn() throws Exception {
    Path loaded = directory.resolve("loaded.txt");
    postcar().with("POSTCAR_JAVA_OPTS", "-Xlog:class+load:file=" + loaded).out("status");
    assertThat(Files.readString(loaded))
        .contains("dev.postcar.cli.Main source: shared objects file")
        .contains("org.postgresql.Driver source: shared objects file");
    assertThat(directory.resolve("home/.cache/postcar")).satisfies(ArchiveIT::holdsNoArchive);
  }

  @Test
  void worksWithoutItsArchive() throws Exception {
    assertThat(postcar().with("POSTCAR_ARCHIVE", "off").out("migrate"))
        .startsWith("Applied 2 migrations");
    try (Stream<Path> files = Files.list(home.resolve("runtime/lib"))) {
      for (Path archive : files.filter(file -> name(file).startsWith("postcar.")).toList()) {
        Files.write(archive, new byte[4096]);
      }
    }
    assertThat(postcar().run("migrate"))
        .isEqualTo(new Program.Ended(0, "Nothing to do in postgres.\n", ""));
  }

  @Test
  void namesItsLicences() {
    assertThat(home.resolve("LICENSE")).exists();
    assertThat(home.resolve("licenses/NOTICE")).exists();
    assertThat(home.resolve("runtime/legal/java.base")).isNotEmptyDirectory();
  }

  private static void holdsNoArchive(Path cache) {
    if (Files.exists(cache)) {
      assertThat(cache.toFile().list((folder, name) -> name.startsWith("classes-"))).isEmpty();
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  private Program postcar() {
    return new Program(project, home.resolve("bin/postcar").toString())
        .with("HOME", directory.resolve("home").toString());
  }
}
