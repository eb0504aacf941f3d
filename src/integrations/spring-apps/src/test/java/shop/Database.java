package shop;

import dev.postcar.internal.scratch.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.util.FileSystemUtils;

/** An empty database on a real server, dropped when it is closed. */
final class Database implements AutoCloseable {

  private static final AtomicInteger COUNTER = new AtomicInteger();
  private static EmbeddedServer server;

  private final String name = "shop_" + COUNTER.incrementAndGet();

  Database() {
    execute("postgres", "create database " + name);
  }

  private static synchronized EmbeddedServer server() {
    if (server == null) {
      try {
        var directory = Files.createTempDirectory("postcar-spring-server");
        EmbeddedServer started =
            EmbeddedServer.start(directory, Duration.ofSeconds(10), "fsync=off");
        Runtime.getRuntime()
            .addShutdownHook(
                new Thread(
                    () -> {
                      started.close();
                      FileSystemUtils.deleteRecursively(directory.toFile());
                    }));
        server = started;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return server;
  }

  String name() {
    return name;
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:" + server().port() + "/" + name;
  }

  String password() {
    return server().properties().getProperty("password");
  }

  private static Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + server().port() + "/" + database,
        "postgres",
        server().properties().getProperty("password"));
  }

  Connection connect() throws SQLException {
    return connect(name);
  }

  void execute(String sql) {
    execute(name, sql);
  }

  private static void execute(String database, String sql) {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  List<String> rows(String sql) {
    try (Connection connection = connect(name);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> all = new ArrayList<>();
      while (rows.next()) {
        all.add(rows.getString(1));
      }
      return all;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    execute("postgres", "drop database " + name + " with (force)");
  }
}
