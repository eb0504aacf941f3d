package stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.postcar.internal.scratch.EmbeddedServer;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;

/** The recipes of the manual, as they are printed there. */
final class OtherStoresTest {

  private static final String REDIS = "/usr/bin/redis-server";

  @TempDir Path directory;
  private EmbeddedServer server;
  private Process redis;

  @AfterEach
  void stop() throws Exception {
    if (redis != null) {
      redis.destroy();
      redis.waitFor(10, TimeUnit.SECONDS);
    }
    if (server != null) {
      server.close();
    }
  }

  /** The classes of the page, by name. */
  private static Map<String, String> recipes() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("src/docs/other-stores.md"))) {
      root = root.getParent();
    }
    String page = Files.readString(root.resolve("src/docs/other-stores.md"));
    Map<String, String> found = new TreeMap<>();
    Matcher block =
        Pattern.compile("(?s)```java\n(.*?public class (M\\d+\\w+).*?)```").matcher(page);
    while (block.find()) {
      found.put(block.group(2), block.group(1));
    }
    return found;
  }

  private void write(String... chosen) throws IOException {
    Path sources = Files.createDirectories(directory.resolve("src/stores"));
    for (Map.Entry<String, String> recipe : recipes().entrySet()) {
      if (Stream.of(chosen).anyMatch(recipe.getKey()::startsWith)) {
        Files.writeString(sources.resolve(recipe.getKey() + ".java"), recipe.getValue());
      }
    }
  }

  /** Runs a command in a process of its own, as the addresses are in its environment. */
  private String postcar(int exitCode, Map<String, String> environment, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    command.add("dev.postcar.cli.Main");
    command.addAll(List.of(arguments));
    Path out = directory.resolve("out");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("POSTCAR_SOURCES", directory.resolve("src").toString());
    builder.environment().put("POSTCAR_PACKAGES", "stores");
    if (server != null) {
      builder
          .environment()
          .put("POSTCAR_URL", "postgresql://postgres@127.0.0.1:" + server.port() + "/postgres");
      builder.environment().put("POSTCAR_PASSWORD", server.properties().getProperty("password"));
    }
    int code = builder.start().waitFor();
    String said = Files.readString(out);
    assertThat(code).as(said).isEqualTo(exitCode);
    return said;
  }

  @Test
  void eachRecipeIsAMigration() throws Exception {
    write("M0");
    assertThat(recipes()).hasSize(6);
    assertThat(postcar(0, Map.of(), "check")).contains("6 migrations");
  }

  @Test
  void redisAndSqliteGoForwardAndBackAndContinueAfterAFailure() throws Exception {
    assumeTrue(new File(REDIS).canExecute(), "needs redis-server");
    write("M0101", "M0102");
    server = EmbeddedServer.start(directory.resolve("server"), Duration.ofSeconds(10), "fsync=off");
    int port = freePort();
    Path file = directory.resolve("outbox.db");
    String url = "redis://127.0.0.1:" + port;
    Map<String, String> environment = Map.of("REDIS_URL", url, "SQLITE_FILE", file.toString());

    assertThat(postcar(1, environment, "migrate")).contains("M0101_SessionKeys", "postcar resume");
    startRedis(port);
    try (RedisClient client = RedisClient.create(url)) {
      for (int i = 0; i < 1_200; i++) {
        client.set("session:" + i, "v" + i);
      }
      client.set("other", "x");
      postcar(0, environment, "resume", "M0101");
      postcar(0, environment, "migrate");
      assertThat(keys(client, "s:*")).hasSize(1_200).contains("s:7");
      assertThat(keys(client, "session:*")).isEmpty();
      assertThat(tables(file)).containsExactly("outbox");

      postcar(0, environment, "rollback", "--all", "--yes");
      assertThat(keys(client, "session:*")).hasSize(1_200);
      assertThat(keys(client, "s:*")).isEmpty();
      assertThat(client.get("other")).isEqualTo("x");
      assertThat(tables(file)).isEmpty();
    }
  }

  private static Set<String> keys(RedisClient client, String pattern) {
    return client.keys(pattern);
  }

  private static List<String> tables(Path file) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = sqlite.createStatement();
        ResultSet rows =
            statement.executeQuery("select name from sqlite_master where type = 'table'")) {
      while (rows.next()) {
        tables.add(rows.getString(1));
      }
    }
    return tables;
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  private void startRedis(int port) throws Exception {
    redis =
        new ProcessBuilder(
                REDIS,
                "--port",
                "" + port,
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--dir",
                directory.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("redis.log").toFile())
            .start();
    for (int i = 0; i < 100; i++) {
      try (RedisClient client = RedisClient.create("redis://127.0.0.1:" + port)) {
        client.ping();
        return;
      } catch (RuntimeException e) {
        Thread.sleep(100);
      }
    }
  }
}
