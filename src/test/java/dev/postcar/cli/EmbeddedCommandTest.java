package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postcar.cli.CommandLineFixture.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code postcar embedded}: a private server that several commands use. */
@Timeout(120)
final class EmbeddedCommandTest {

  private final CommandLineFixture postcar = new CommandLineFixture().three();
  private final Path own = postcar.directory().resolve(".postcar");

  @BeforeEach
  void configure() {
    postcar.write(
        "postcar.conf.groovy",
        "packages = ['app']; sources = ['src']; lockWait = '1s'; connection { embedded = true }");
  }

  @AfterEach
  void close() {
    assertThat(postcar.run("embedded", "stop").exitCode()).isZero();
    postcar.close();
  }

  private boolean isRunning() throws IOException {
    Path file = own.resolve("postgres/postmaster.pid");
    return Files.exists(file)
        && ProcessHandle.of(Long.parseLong(Files.readAllLines(file).get(0))).isPresent();
  }

  /** The driver takes no user in a URL. */
  private static String jdbc(String url) {
    return "jdbc:" + url.replace("postgres@", "");
  }

  private String password() throws IOException {
    return Files.readString(own.resolve("password")).strip();
  }

  @Test
  void commandsUseAServerThatWasStartedAndLeaveItRunning() throws Exception {
    Ran start = postcar.run("embedded", "start");
    assertThat(start.exitCode()).as(start.err()).isZero();
    assertThat(start.out()).contains("until \"postcar embedded stop\"", "postgresql://postgres@");
    String url = postcar.run("embedded", "url").out().strip();
    assertThat(url).matches("postgresql://postgres@127\\.0\\.0\\.1:\\d+/postgres");
    assertThat(start.out() + start.err() + url).doesNotContain(password());
    assertThat(postcar.run("migrate").exitCode()).isZero();
    assertThat(isRunning()).isTrue();
    // At the same time as another session of the server.
    try (var connection = DriverManager.getConnection(jdbc(url), "postgres", password());
        var rows = connection.createStatement().executeQuery("select to_regclass('three')")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("three");
      assertThat(postcar.run("status").exitCode()).isZero();
    }
    assertThat(postcar.run("embedded", "start").out()).isEqualTo(start.out());
    assertThat(postcar.run("embedded", "stop").out()).startsWith("Stopped the PostgreSQL in ");
    assertThat(isRunning()).isFalse();
    assertThat(postcar.run("embedded", "stop").out()).startsWith("There is no running PostgreSQL");
    // The next command has one of its own again.
    assertThat(postcar.run("status").exitCode()).isZero();
    assertThat(isRunning()).isFalse();
  }

  @Test
  void itListensOnLoopbackAndWantsThePassword() throws Exception {
    postcar.run("embedded", "start");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
        .startsWith("rwx--");
    for (String file : List.of("password", "shared", "lock")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own.resolve(file))))
          .as(file)
          .isEqualTo("rw-------");
    }
    JsonNode status =
        new ObjectMapper().readTree(postcar.run("embedded", "status", "--json").out());
    assertThat(status.get("running").asBoolean()).isTrue();
    assertThat(status.get("shared").asBoolean()).isTrue();
    String url = jdbc(status.get("url").asText());
    for (String wrong : List.of("wrong", password() + "0")) {
      Assertions.assertThatThrownBy(() -> DriverManager.getConnection(url, "postgres", wrong))
          .hasMessageContaining("password authentication failed");
    }
    try (var connection = DriverManager.getConnection(url, "postgres", password());
        var rows = connection.createStatement().executeQuery("show listen_addresses")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("127.0.0.1");
    }
  }

  @Test
  void withoutAServerNothingIsStartedByAsking() {
    assertThat(postcar.run("embedded", "status"))
        .isEqualTo(new Ran(0, "There is no running PostgreSQL in " + own + ".\n", ""));
    Ran url = postcar.run("embedded", "url");
    assertThat(url.exitCode()).isEqualTo(3);
    assertThat(url.err()).contains("Next: run \"postcar embedded start\"");
    assertThat(own).doesNotExist();
    assertThat(postcar.run("embedded", "restart").err()).contains("start, stop, status or url");
  }

  /** After a crash the pid may be anybody's. */
  @Test
  void stopLeavesTheProcessOfAnotherProgramAlone() throws Exception {
    Process other = new ProcessBuilder("sleep", "60").start();
    // A server's words, but of a directory whose name only begins like this one's.
    Process alike =
        new ProcessBuilder("sh", "-c", "sleep 60; :", "postgres", "-D", own + "/postgres-2")
            .start();
    try {
      for (Process process : List.of(other, alike)) {
        postcar.write(
            ".postcar/postgres/postmaster.pid",
            process.pid() + "\n" + own + "/postgres\n1\n5432\n\n127.0.0.1\n\nready   \n");
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwx------"));
        assertThat(postcar.run("embedded", "stop").out()).startsWith("There is no running");
        assertThat(postcar.run("embedded", "status").out()).startsWith("There is no running");
        assertThat(process.isAlive()).isTrue();
      }
    } finally {
      other.destroy();
      alike.destroy();
    }
  }

  @Test
  void theWordAndTheFlagAreTwoThings() {
    postcar.write("postcar.conf.groovy", "packages = ['app']; sources = ['src']");
    assertThat(postcar.run("embedded", "status").exitCode()).isZero();
    assertThat(postcar.run("--embedded", "embedded", "status").exitCode()).isZero();
    assertThat(postcar.run("embedded", "status", "--embedded").exitCode()).isZero();
    Ran ran = postcar.run("--embedded", "status");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("M0003_Three");
  }
}
