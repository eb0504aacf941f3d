package dev.postcar.internal.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.Dump;
import dev.postcar.Postcar;
import dev.postcar.internal.scratch.EmbeddedServer;
import dev.postcar.testing.TestDatabase;
import dev.postcar.testing.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pg_dump writes, restored, is what pg_dump writes again. */
final class RestoreRoundTripTest {

  private static final Path HOME = Path.of("/usr/lib/postgresql/15");

  @TempDir static Path serverDirectory;
  @TempDir Path directory;
  private static EmbeddedServer embedded;
  private static TestServer server;
  private static TestDatabase source;

  @BeforeAll
  static void startServer() throws Exception {
    for (String program : List.of("initdb", "postgres", "psql", "pg_dump", "pg_restore")) {
      Assumptions.assumeTrue(
          Files.isExecutable(HOME.resolve("bin").resolve(program)),
          "PostgreSQL 15 is not installed (Debian: apt-get install postgresql-15)");
    }
    embedded =
        EmbeddedServer.start(serverDirectory, Duration.ofSeconds(10), HOME, List.of("fsync=off"));
    server =
        new TestServer(
            "127.0.0.1",
            embedded.port(),
            "postgres",
            embedded.properties().getProperty("password"));
    source = new TestDatabase(server);
    Path script = serverDirectory.resolve("source.sql");
    try (InputStream in = RestoreRoundTripTest.class.getResourceAsStream("/dumps/source.sql")) {
      Files.copy(in, script);
    }
    run(
        List.of("psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--output=/dev/null"),
        List.of("--file=" + script, source.name()));
  }

  @AfterAll
  static void stopServer() {
    if (source != null) {
      source.close();
    }
    if (embedded != null) {
      embedded.close();
    }
  }

  @Test
  void copyBlocks() throws Exception {
    restoresTheSame(Dump.of(dumped("dump.sql")));
  }

  @Test
  void rowsAsInserts() throws Exception {
    restoresTheSame(Dump.of(dumped("inserts.sql", "--inserts", "--rows-per-insert=7")));
    restoresTheSame(Dump.of(dumped("columns.sql", "--column-inserts")));
  }

  @Test
  void compressedByPgDumpItself() throws Exception {
    restoresTheSame(Dump.of(dumped("dump.sql.gz", "--compress=6")));
  }

  @Test
  void theCustomFormatThroughPgRestore() throws Exception {
    Path custom = dumped("dump.custom", "--format=custom");
    restoresTheSame(Dump.through(custom, HOME.resolve("bin/pg_restore") + " --file=- {}"));
    restoresTheSame(Dump.through(custom, HOME.resolve("bin/pg_restore") + " --file=-"));
  }

  private void restoresTheSame(Dump dump) throws Exception {
    try (TestDatabase target = new TestDatabase(server);
        Postcar postcar = Postcar.on(target.dataSource())) {
      assertThat(postcar.restore(dump).rows()).isEqualTo(508);
      List<String> expected = lines(pgDump(source, directory.resolve("expected")));
      assertThat(expected).hasSizeGreaterThan(1_000);
      assertThat(lines(pgDump(target, directory.resolve("actual"), "--exclude-schema=_postcar")))
          .isEqualTo(expected);
    }
  }

  private Path dumped(String name, String... options) throws Exception {
    return pgDump(source, directory.resolve(name), options);
  }

  private static Path pgDump(TestDatabase database, Path file, String... options) throws Exception {
    List<String> program = new ArrayList<>(List.of("pg_dump"));
    program.addAll(List.of(options));
    run(program, List.of("--file=" + file, database.name()));
    return file;
  }

  private static void run(List<String> program, List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(program);
    command.set(0, HOME.resolve("bin").resolve(program.get(0)).toString());
    command.addAll(
        List.of("-h", server.host(), "-p", String.valueOf(server.port()), "-U", server.user()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("PGPASSWORD", server.password());
    assertThat(builder.start().waitFor()).isZero();
  }

  /** Without the key of restrict, which is another one each time. */
  private static List<String> lines(Path dump) throws IOException {
    return Files.readAllLines(dump).stream().filter(line -> !line.contains("restrict ")).toList();
  }
}
