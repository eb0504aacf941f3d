package dev.postcar.internal.restore;

import dev.postcar.internal.scratch.EmbeddedServer;
import dev.postcar.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A server of this system's own PostgreSQL, whose {@code pg_dump} is what a snapshot must match.
 */
public final class InstalledPostgres implements AutoCloseable {

  private static final Path ROOT = Path.of("/usr/lib/postgresql");

  private final Path home;
  private final EmbeddedServer server;

  private InstalledPostgres(Path home, EmbeddedServer server) {
    this.home = home;
    this.server = server;
  }

  /** The newest that has all programs. */
  public static Optional<Path> home() throws IOException {
    if (!Files.isDirectory(ROOT)) {
      return Optional.empty();
    }
    try (Stream<Path> homes = Files.list(ROOT)) {
      return homes
          .filter(
              home ->
                  Stream.of("initdb", "postgres", "pg_dump")
                      .allMatch(program -> Files.isExecutable(home.resolve("bin/" + program))))
          .max(Comparator.comparing(home -> Integer.parseInt(home.getFileName().toString())));
    }
  }

  public static InstalledPostgres start(Path home, Path directory) {
    return new InstalledPostgres(
        home,
        EmbeddedServer.start(
            directory, Duration.ofSeconds(10), home, List.of("fsync=off", "full_page_writes=off")));
  }

  public TestServer server() {
    return new TestServer(
        "127.0.0.1", server.port(), "postgres", server.properties().getProperty("password"));
  }

  /** The schema as {@code pg_dump} writes it, without what differs from run to run. */
  public String dump(String database) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                home.resolve("bin/pg_dump").toString(),
                "--schema-only",
                "--exclude-schema=_postcar",
                "--host=127.0.0.1",
                "--port=" + server.port(),
                "--username=postgres",
                database)
            .redirectErrorStream(true);
    builder.environment().put("PGPASSWORD", server.properties().getProperty("password"));
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!text.contains("PostgreSQL database dump complete")) {
      throw new IOException(text);
    }
    return String.join(
        "\n", text.lines().filter(line -> !line.matches("\\\\(un)?restrict .*")).toList());
  }

  @Override
  public void close() {
    server.close();
  }
}
