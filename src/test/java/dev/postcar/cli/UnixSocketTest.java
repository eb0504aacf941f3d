package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.Postcar;
import dev.postcar.cli.CommandLineFixture.Ran;
import dev.postcar.internal.scratch.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is reached over its Unix socket. */
final class UnixSocketTest {

  @TempDir static Path data;
  private static Path sockets;
  private static EmbeddedServer server;
  private final CommandLineFixture fixture = new CommandLineFixture().three();

  @BeforeAll
  static void start() throws IOException {
    // Not below a build's directory: the whole path has to fit into 107 bytes.
    sockets =
        Files.createTempDirectory(
            Path.of("/tmp"),
            "pc",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxrwxrwx")));
    Files.setPosixFilePermissions(sockets, PosixFilePermissions.fromString("rwxrwxrwx"));
    server =
        EmbeddedServer.start(
            data, Duration.ofSeconds(30), "fsync=off", "unix_socket_directories=" + sockets);
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
    Files.delete(sockets);
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
    try (Connection connection =
            DriverManager.getConnection(server.jdbcUrl(), server.properties());
        Statement statement = connection.createStatement()) {
      statement.execute("drop schema if exists _postcar cascade");
      statement.execute("drop table if exists one, two, three");
    }
  }

  @Test
  void theDirectoryStandsForTheHost() {
    Ran ran = run("migrate", "--host", sockets.toString(), "--port", "" + server.port());
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out()).startsWith("Applied 3 migrations in postgres");
    assertThat(run("status", "--host", sockets + "", "--port", "" + server.port(), "--json").out())
        .contains("\"pending\" : 0");
  }

  @Test
  void theUrlMayNameItBehindTheQuestionMarkOrPercentEncoded() {
    String behind = "postgresql:///postgres?host=" + sockets + "&port=" + server.port();
    assertThat(run("migrate", "--url", behind).out()).startsWith("Applied 3 migrations");
    String encoded =
        "postgresql://"
            + sockets.toString().replace("/", "%2F")
            + ":"
            + server.port()
            + "/postgres";
    assertThat(run("rollback", "--url", encoded).out()).startsWith("Rolled back 1 migration");
  }

  @Test
  void libpqsEnvironmentMayNameIt() {
    fixture.write("postcar.conf.groovy", "packages = ['app']\nsources = ['src']\n");
    fixture
        .environment("PGHOST", sockets.toString())
        .environment("PGPORT", "" + server.port())
        .environment("PGSSLMODE", "require");
    assertThat(run("migrate").out()).startsWith("Applied 3 migrations");
  }

  @Test
  void aStatementIsCancelledOverItToo() throws Exception {
    fixture.sql("M0004_Slow", "select pg_sleep(60);", null);
    String url = "postgresql:///postgres?host=" + sockets + "&port=" + server.port();
    String secret = server.properties().getProperty("password");
    long start = System.nanoTime();
    try (Postcar postcar =
        Postcar.on(url + "&user=postgres&password=" + secret)
            .packages("app")
            .sources(fixture.directory().resolve("src"))) {
      CompletableFuture<?> future = postcar.migrateAsync();
      Thread.sleep(2_500);
      assertThat(future.cancel(true)).isTrue();
    }
    assertThat(System.nanoTime() - start).isLessThan(30_000_000_000L);
  }

  @Test
  void aLongAnswerAndALongQuestionPass() {
    fixture.source(
        "M0004_Long",
        "public class M0004_Long extends Migration { public String forward() { return"
            + " \"do $$ begin perform 1; /* \" + \"x\".repeat(3000000) + \" */ end $$; select"
            + " repeat('y', 5000000)\"; } }");
    Ran ran = run("migrate", "--host", sockets.toString(), "--port", "" + server.port());
    assertThat(ran.exitCode()).as(ran.err()).isZero();
  }

  @Test
  void aSocketThatIsNotThereIsToldAsSuch() {
    Ran ran = run("migrate", "--host", sockets.toString(), "--port", "1");
    assertThat(ran.exitCode()).isEqualTo(3);
    assertThat(ran.err()).contains(sockets + "/.s.PGSQL.1");
  }

  private Ran run(String... args) {
    fixture
        .environment("POSTCAR_USER", "postgres")
        .environment("POSTCAR_DBNAME", "postgres")
        .environment("POSTCAR_PASSWORD", server.properties().getProperty("password"));
    return fixture.run(args);
  }

  @Test
  void theServersUserMustBeTheRequiredOne() {
    String user = System.getProperty("user.name");
    assertThat(status("somebody").err()).contains("requirepeer: the server at");
    assertThat(status("somebody").exitCode()).isEqualTo(3);
    assertThat(status(user.equals("root") ? "root" : user).err()).doesNotContain("requirepeer");
  }

  private Ran status(String peer) {
    fixture.environment("PGREQUIREPEER", peer);
    return fixture.run("status", "-H", sockets.toString(), "-p", String.valueOf(server.port()));
  }
}
