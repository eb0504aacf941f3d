package dev.postcar.internal.scratch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.PostcarException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
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
