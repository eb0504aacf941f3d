package dev.postcar.testing;

import dev.postcar.internal.os.DirectoryTree;
import dev.postcar.internal.os.TemporaryFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;

/**
 * A primary of Debian's PostgreSQL 15 whose archive_command fails, and a standby of it that
 * pg_basebackup has made.
 */
public final class ReplicatedPair implements AutoCloseable {

  private static final Path BIN = Path.of("/usr/lib/postgresql/15/bin");
  private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

  private final Path home;
  private final List<Process> servers = new ArrayList<>();
  private final TestServer primary;
  private final TestServer standby;

  /** Starts both, where the programs are installed. */
  public ReplicatedPair() {
    Assumptions.assumeTrue(
        Files.isExecutable(BIN.resolve("pg_basebackup")),
        "pg_basebackup 15 is not installed (Debian: apt-get install postgresql-15)");
    try {
      home = TemporaryFiles.directory("postcar-pair");
      if (ROOT) {
        run(List.of("chown", "65534:65534", home.toString()));
      }
      String data = home.resolve("primary").toString();
      run(as(BIN.resolve("initdb") + "", "-D", data, "-U", "postgres", "-A", "trust", "-N"));
      primary = server(start("primary", "archive_mode=on", "archive_command=false"));
      String copy = home.resolve("standby").toString();
      String url = "host=127.0.0.1 user=postgres application_name=copy port=" + primary.port();
      run(
          as(
              BIN.resolve("pg_basebackup") + "",
              "-D",
              copy,
              "-R",
              "-X",
              "stream",
              "-c",
              "fast",
              "-d",
              url));
      standby = server(start("standby", "archive_mode=off"));
      await(primary, "select count(*) = 1 from pg_stat_replication where state = 'streaming'");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where rows are written. */
  public TestServer primary() {
    return primary;
  }

  /** Keeps the standby from replaying what it receives, or lets it again. */
  public void pause(boolean pause) {
    standby.execute(pause ? "select pg_wal_replay_pause()" : "select pg_wal_replay_resume()");
    await(standby, "select " + (pause ? "" : "not ") + "pg_is_wal_replay_paused()");
  }

  /** Waits until the standby has replayed everything. */
  public void caughtUp() {
    await(primary, "select bool_and(replay_lsn >= pg_current_wal_lsn()) from pg_stat_replication");
  }

  private static TestServer server(int port) {
    return new TestServer("127.0.0.1", port, "postgres", "");
  }

  private int start(String name, String... settings) throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    List<String> command =
        as(BIN.resolve("postgres") + "", "-D", home.resolve(name) + "", "-p", String.valueOf(port));
    for (String setting :
        List.of("listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off")) {
      command.addAll(List.of("-c", setting));
    }
    for (String setting : settings) {
      command.addAll(List.of("-c", setting));
    }
    servers.add(0, process(command).start());
    await(server(port), "select true");
    return port;
  }

  private static void await(TestServer server, String query) {
    SQLException last = null;
    for (int attempt = 0; attempt < 200; attempt++) {
      try (Connection connection = DriverManager.getConnection(server.url("postgres"));
          ResultSet row = connection.createStatement().executeQuery(query)) {
        if (row.next() && row.getBoolean(1)) {
          return;
        }
      } catch (SQLException e) {
        last = e;
      }
      LockSupport.parkNanos(100_000_000L);
    }
    throw new IllegalStateException("not so: " + query, last);
  }

  private static List<String> as(String... command) {
    List<String> whole = new ArrayList<>();
    if (ROOT) {
      whole.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    }
    whole.addAll(List.of(command));
    return whole;
  }

  private ProcessBuilder process(List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(
                    home.resolveSibling(home.getFileName() + ".log").toFile()));
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    return builder;
  }

  private void run(List<String> command) throws IOException {
    Process process = process(command).start();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(command + ": " + log());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String log() throws IOException {
    return Files.readString(
        home.resolveSibling(home.getFileName() + ".log"), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    try {
      for (Process server : servers) {
        // At once, and with nothing left in shared memory; SIGTERM would wait for connections.
        run(List.of("kill", "-QUIT", String.valueOf(server.pid())));
        server.onExit().join();
      }
      Files.deleteIfExists(home.resolveSibling(home.getFileName() + ".log"));
      DirectoryTree.delete(home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
