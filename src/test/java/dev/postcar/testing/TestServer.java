package dev.postcar.testing;

import dev.postcar.internal.config.ConnectionSettings;
import dev.postcar.internal.config.ProcessEnvironment;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.config.SettingsLoader;
import dev.postcar.internal.os.DirectoryTree;
import dev.postcar.internal.os.TemporaryFiles;
import dev.postcar.internal.scratch.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * The one real server of a test run: that of {@code -Dpostcar.test.url}, or a container where
 * Docker answers, or the embedded one.
 *
 * @param host where it listens
 * @param port where it listens
 * @param user a superuser
 * @param password its password
 */
public record TestServer(String host, int port, String user, String password) {

  private static final Map<TestServer, Integer> MAJORS = new ConcurrentHashMap<>();

  private static TestServer instance;

  /** The server, started at first use and stopped with the JVM. */
  public static synchronized TestServer get() {
    if (instance == null) {
      instance = start();
    }
    return instance;
  }

  /** The database {@code postgres} on it, as a URL with user and password. */
  public static String url() {
    return get().url("postgres");
  }

  /** A database on it, as a URL with user and password. */
  public String url(String database) {
    return "jdbc:postgresql://%s:%d/%s?user=%s&password=%s"
        .formatted(host, port, database, user, password);
  }

  /** Its version, such as 18; asked once. */
  public int major() {
    return MAJORS.computeIfAbsent(
        this,
        server -> {
          try (Connection connection = DriverManager.getConnection(url("postgres"))) {
            return connection.getMetaData().getDatabaseMajorVersion();
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** Runs statements in the database {@code postgres}. */
  public void execute(String sql) {
    KeptConnection.of(url("postgres")).execute(sql);
  }

  private static TestServer start() {
    String url = System.getProperty("postcar.test.url", "");
    if (!url.isEmpty()) {
      ConnectionSettings settings =
          new SettingsLoader(ProcessEnvironment.ofProcess(), label -> null)
              .load(Map.of(Setting.URL, List.of(url)))
              .connection();
      return new TestServer(
          settings.servers().get(0).host(),
          settings.servers().get(0).port(),
          settings.username(),
          settings.password());
    }
    return dockerAnswers() ? container() : embedded();
  }

  private static boolean dockerAnswers() {
    boolean socket =
        System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
    return socket && DockerClientFactory.instance().isDockerAvailable();
  }

  @SuppressWarnings("resource") // Testcontainers removes it when the JVM ends.
  private static TestServer container() {
    PostgreSQLContainer container = new PostgreSQLContainer("postgres:17-alpine");
    container.withUsername("postgres").withPassword("test").start();
    return new TestServer(container.getHost(), container.getMappedPort(5432), "postgres", "test");
  }

  private static TestServer embedded() {
    try {
      Path directory = TemporaryFiles.directory("postcar-test-server");
      EmbeddedServer server =
          EmbeddedServer.start(
              directory,
              Duration.ofSeconds(10),
              "fsync=off",
              "full_page_writes=off",
              "max_connections=200",
              "max_wal_senders=4");
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    server.close();
                    DirectoryTree.delete(directory);
                  }));
      String password = server.properties().getProperty("password");
      TestServer started = new TestServer("127.0.0.1", server.port(), "postgres", password);
      if (started.major() >= 16) {
        // A third of a test run would be spent on logging in.
        started.execute("alter system set scram_iterations = 1");
        started.execute(
            "select pg_reload_conf(); set scram_iterations = 1; alter role postgres password '"
                + password
                + "'");
      }
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Never shows the password. */
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
