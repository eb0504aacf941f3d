package dev.postcar.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.internal.scratch.EmbeddedServer;
import dev.postcar.testing.MigrationFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server of its own that is a standby, or not ready yet. */
final class ServerStatesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir Path directory;
  @TempDir Path sources;
  private MigrationFolder folder;

  @BeforeEach
  void one() {
    folder = new MigrationFolder(sources).sql("M0001_A", "create table a ()", "drop table a");
  }

  @Test
  void aStandbyIsReadButNeverWrittenTo() throws Exception {
    try (EmbeddedServer primary = EmbeddedServer.start(directory, PATIENCE);
        Postcar postcar = on(primary.port(), primary.properties(), Duration.ZERO)) {
      postcar.migrate();
    }
    Files.createFile(directory.resolve("postgres/standby.signal"));
    try (EmbeddedServer standby = EmbeddedServer.start(directory, PATIENCE);
        Postcar postcar = on(standby.port(), standby.properties(), Duration.ZERO)) {
      assertThat(postcar.status().pending()).isZero();
      assertThat(postcar.migrate().applied()).as("nothing to do is no reason to fail").isEmpty();
    }
    folder.sql("M0002_B", "create table b ()", null);
    try (EmbeddedServer standby = EmbeddedServer.start(directory, PATIENCE);
        Postcar postcar = on(standby.port(), standby.properties(), Duration.ZERO)) {
      assertThat(postcar.status().pending()).isEqualTo(1);
      PostcarException refused = catchThrowableOfType(PostcarException.class, postcar::migrate);
      assertThat(refused.exitCode()).isEqualTo(4);
      assertThat(refused.getMessage())
          .contains("this server is a standby")
          .contains("Nothing was changed")
          .contains("Connect to the primary")
          .doesNotContain("\n");
    }
  }

  @Test
  void aServerThatIsNotReadyIsWaitedForWhenAsked() throws Exception {
    EmbeddedServer.start(directory, PATIENCE).close();
    Path data = directory.resolve("postgres");
    Files.createFile(data.resolve("standby.signal"));
    // Without hot_standby a server in recovery answers 57P03 until it is promoted.
    CompletableFuture<EmbeddedServer> starting =
        CompletableFuture.supplyAsync(
            () -> EmbeddedServer.start(directory, PATIENCE, "hot_standby=off"));
    try {
      List<String> pid = pidFile(data);
      int port = Integer.parseInt(pid.get(3).strip());
      Properties properties = login();
      try (Postcar postcar = on(port, properties, Duration.ZERO)) {
        PostcarException refused = catchThrowableOfType(PostcarException.class, postcar::migrate);
        assertThat(refused).isInstanceOf(PostcarException.Connection.class);
        assertThat(refused.getMessage()).contains("waitForDb(Duration)").contains("\nNext: ");
      }
      // A thread of its own: the starting server occupies the common pool's only one.
      Thread promotion = new Thread(() -> promote(data, pid.get(0).strip()));
      promotion.start();
      try (Postcar postcar = on(port, properties, Duration.ofSeconds(30))) {
        assertThat(postcar.migrate().applied()).hasSize(1);
      }
      promotion.join();
    } catch (Throwable e) {
      promote(data, pidFile(data).get(0).strip());
      throw e;
    } finally {
      starting.join().close();
    }
  }

  private Postcar on(int port, Properties properties, Duration wait) {
    return Postcar.on("jdbc:postgresql://127.0.0.1:" + port + "/postgres", properties, wait)
        .packages("app")
        .sources(sources);
  }

  private Properties login() throws IOException {
    Properties properties = new Properties();
    properties.setProperty("user", "postgres");
    properties.setProperty("password", Files.readString(directory.resolve("password")).strip());
    properties.setProperty("sslmode", "disable");
    return properties;
  }

  /** Waits until the server listens and is in recovery. */
  private static List<String> pidFile(Path data) throws IOException {
    Path file = data.resolve("postmaster.pid");
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (true) {
      List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
      if (lines.size() >= 8 && lines.get(7).startsWith("standby")) {
        return lines;
      }
      assertThat(System.nanoTime()).as(lines.toString()).isLessThan(deadline);
      Recovery.sleep(20);
    }
  }

  private static void promote(Path data, String pid) {
    Recovery.sleep(700);
    try {
      Files.write(data.resolve("promote"), new byte[0]);
      new ProcessBuilder("kill", "-USR1", pid).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
