package dev.postcar.internal.scratch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.PostcarException;
import dev.postcar.testing.OtherUser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded server: a real one, private, kept between starts. */
final class EmbeddedServerTest {

  @TempDir Path directory;

  @Test
  void whatIsWrittenIsThereAfterAnotherStartAndTheServerIsStoppedBetween() throws Exception {
    long pid;
    try (EmbeddedServer server = EmbeddedServer.start(directory, Duration.ZERO)) {
      pid = server.pid();
      execute(server, "create table kept as select 7 as n");
      assertThat(value(server, "show fsync")).isEqualTo("on");
      assertThat(value(server, "show listen_addresses")).isEqualTo("127.0.0.1");
    }
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    try (EmbeddedServer server = EmbeddedServer.start(directory, Duration.ZERO)) {
      assertThat(value(server, "select n from kept")).isEqualTo("7");
    }
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("password"))))
        .isEqualTo("rw-------");
  }

  @Test
  void aSecondOneWaitsAndThenIsRefused() {
    try (EmbeddedServer server = EmbeddedServer.start(directory, Duration.ZERO)) {
      assertThatThrownBy(() -> EmbeddedServer.start(directory, Duration.ofMillis(200)))
          .isInstanceOf(PostcarException.Lock.class)
          .hasMessageContaining("Another postcar uses the embedded PostgreSQL");
      assertThat(server.port()).isPositive();
    }
  }

  @Test
  void aHalfMadeClusterIsClearedAway() throws Exception {
    Files.createDirectories(directory.resolve("initdb-1/base"));
    Files.writeString(directory.resolve("initdb-1/PG_VERSION"), "18");
    try (EmbeddedServer server = EmbeddedServer.start(directory, Duration.ZERO)) {
      assertThat(value(server, "select 1")).isEqualTo("1");
    }
    assertThat(directory.resolve("initdb-1")).doesNotExist();
  }

  @Test
  void dataOfAnotherMajorVersionAreRefused() throws Exception {
    EmbeddedServer.start(directory, Duration.ZERO).close();
    Files.writeString(directory.resolve("postgres/PG_VERSION"), "9\n");
    assertThatThrownBy(() -> EmbeddedServer.start(directory, Duration.ZERO))
        .isInstanceOf(PostcarException.Refusal.class)
        .hasMessageContaining("PostgreSQL 9");
  }

  @Test
  void aServerThatDoesNotStartSaysWhy() {
    assertThatThrownBy(() -> EmbeddedServer.start(directory, Duration.ZERO, "no_such_setting=1"))
        .isInstanceOf(PostcarException.Connection.class)
        .hasMessageContaining("no_such_setting");
  }

  @Test
  void aProcessThatOnlyLooksLikeTheServerIsNotTakenForIt() throws Exception {
    try (EmbeddedServer server = EmbeddedServer.start(directory, Duration.ZERO)) {
      assertThat(server.port()).isPositive();
    }
    // A power cut has left the file, and the pid has come round: to a program of the same user,
    // then to another user's.
    List<String> looks =
        List.of("sh", "-c", "sleep 60; :", "bin/postgres", "-D", directory + "/postgres");
    isNotTheServer(looks);
    OtherUser.owns(Files.writeString(directory.resolve("probe"), "only root can be another user"));
    isNotTheServer(
        Stream.concat(Unprivileged.another().prefix().stream(), looks.stream()).toList());
  }

  private void isNotTheServer(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).start();
    try {
      Path data = directory.resolve("postgres");
      Files.writeString(
          data.resolve("postmaster.pid"),
          process.pid() + "\n" + data + "\n1790000000\n5432\n\n127.0.0.1\n 1 2\nready\n");
      assertThat(PostmasterPid.running(data, Unprivileged.find())).isEmpty();
    } finally {
      process.destroy();
    }
  }

  @Test
  void thePasswordIsNotGivenToAServerThatAsksForItInClear() throws Exception {
    try (EmbeddedServer server = EmbeddedServer.start(directory, Duration.ZERO);
        ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Integer> said =
          CompletableFuture.supplyAsync(
              () -> {
                try (Socket client = other.accept()) {
                  client.getInputStream().read(new byte[8192]);
                  client.getOutputStream().write(new byte[] {'R', 0, 0, 0, 8, 0, 0, 0, 3});
                  return client.getInputStream().read();
                } catch (IOException e) {
                  return -1;
                }
              });
      assertThatThrownBy(
              () ->
                  DriverManager.getConnection(
                      "jdbc:postgresql://127.0.0.1:" + other.getLocalPort() + "/postgres",
                      server.properties()))
          .isInstanceOf(SQLException.class);
      assertThat(said.get(20, TimeUnit.SECONDS)).as("a message").isEqualTo(-1);
    }
  }

  private static void execute(EmbeddedServer server, String sql) throws Exception {
    try (Connection connection =
            DriverManager.getConnection(server.jdbcUrl(), server.properties());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String value(EmbeddedServer server, String sql) throws Exception {
    try (Connection connection =
            DriverManager.getConnection(server.jdbcUrl(), server.properties());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
