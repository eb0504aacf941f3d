package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.postcar.cli.CommandLineFixture.Ran;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The closures of the conf script, from end to end. */
final class HooksTest {

  private static final String ALL =
      """
      hooks {
        def told = { new File('%s').append(it + '\\n') }
        before = { told "before ${it.database()} ${it.direction()} ${it.migrations()}" }
        beforeEach = { id -> told "beforeEach $id" }
        afterEach = { id, direction, millis -> told "afterEach $id $direction ${millis >= 0}" }
        after = { ran -> told "after ${ran.done()*.id()} pending ${ran.pending()}" }
      }
      """;

  private final CommandLineFixture fixture = new CommandLineFixture().three();
  private final Path told = fixture.directory().resolve("told");

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void eachHookIsCalledAtItsTime() throws IOException {
    hooks(ALL.formatted(told));
    assertThat(fixture.run("migrate", "--steps", "2").exitCode()).isZero();
    assertThat(told())
        .containsExactly(
            "before DB FORWARD [app.M0001_One, app.M0002_Two]",
            "beforeEach app.M0001_One",
            "afterEach app.M0001_One FORWARD true",
            "beforeEach app.M0002_Two",
            "afterEach app.M0002_Two FORWARD true",
            "after [app.M0001_One, app.M0002_Two] pending 1");
    assertThat(fixture.run("rollback").exitCode()).isZero();
    assertThat(told())
        .containsExactly(
            "before DB ROLLBACK [app.M0002_Two]",
            "beforeEach app.M0002_Two",
            "afterEach app.M0002_Two ROLLBACK true",
            "after [app.M0002_Two] pending 2");
    assertThat(fixture.run("migrate", "--single-transaction").exitCode()).isZero();
    assertThat(told())
        .containsExactly(
            "before DB FORWARD [app.M0002_Two, app.M0003_Three]",
            "beforeEach app.M0002_Two",
            "beforeEach app.M0003_Three",
            "afterEach app.M0002_Two FORWARD true",
            "afterEach app.M0003_Three FORWARD true",
            "after [app.M0002_Two, app.M0003_Three] pending 0");
  }

  @Test
  void whatRunsNothingCallsNothing() throws IOException {
    hooks(ALL.formatted(told));
    fixture.run("migrate", "--plan");
    fixture.run("migrate", "--dry-run");
    fixture.run("status");
    fixture.run("mark", "M0001");
    assertThat(told()).isEmpty();
    fixture.run("migrate");
    assertThat(told()).hasSize(6);
    assertThat(fixture.run("migrate").out()).startsWith("Nothing to do");
    assertThat(told()).isEmpty();
  }

  @Test
  void aFailingBeforeChangesNothing() {
    hooks("hooks {\n  before = { throw new IOException('the site is busy') }\n}\n");
    Ran ran = fixture.run("migrate");
    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(normal(ran.err()))
        .isEqualTo(
            """
            postcar: hook before failed: postcar.conf.groovy:LINE: IOException: the site is busy
            State: nothing was changed.
            Next: fix the hook, then rerun "postcar migrate".
            """);
    assertThat(fixture.database().value("select to_regnamespace('_postcar') is null"))
        .isEqualTo("t");
    assertThat(fixture.database().hasRelation("one")).isFalse();
  }

  @Test
  void aFailingAfterLeavesTheMigrationsAppliedAndSaysSo() {
    hooks("hooks {\n  after = { throw new IOException('no cache') }\n}\n");
    Ran ran = fixture.run("migrate", "--json");
    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(normal(ran.out()))
        .isEqualTo(
            """
            {
              "error" : {
                "kind" : "hook",
                "message" : "hook after failed: postcar.conf.groovy:LINE: IOException: no cache\\n\
            State: 3 migrations were applied.\\nNext: fix the hook, then do its work by hand: it\
             does not run again for these migrations.",
                "exitCode" : 1,
                "sqlstate" : null,
                "migration" : null,
                "detail" : null,
                "hint" : null,
                "resultSoFar" : {
                  "database" : "DB",
                  "applied" : [ {
                    "id" : "app.M0001_One",
                    "durationMs" : N
                  }, {
                    "id" : "app.M0002_Two",
                    "durationMs" : N
                  }, {
                    "id" : "app.M0003_Three",
                    "durationMs" : N
                  } ],
                  "pending" : 0,
                  "durationMs" : N
                }
              }
            }
            """);
    assertThat(
            fixture
                .database()
                .rows("select outcome, message from _postcar.event where sqlstate is not null"))
        .singleElement()
        .asString()
        .startsWith("failed|hook after failed: postcar.conf.groovy:");
    assertThat(fixture.run("migrate").exitCode()).isZero();
  }

  @Test
  void aHookOfAMigrationEndsTheRunThere() {
    hooks(
        "hooks {\n  beforeEach = { id -> if (id.name() =~ 'Two') throw new IOException('no') }\n}\n");
    Ran before = fixture.run("migrate");
    assertThat(before.exitCode()).isEqualTo(1);
    assertThat(before.err())
        .contains("hook beforeEach of app.M0002_Two failed")
        .contains(
            "State: M0002_Two did not run. 1 earlier migration stays applied; 1 later one did");
    hooks(
        "hooks {\n  afterEach = { id -> if (id.name() =~ 'Two') throw new IOException('no') }\n}\n");
    Ran after = fixture.run("migrate");
    assertThat(after.exitCode()).isEqualTo(1);
    assertThat(after.err())
        .contains("hook afterEach of app.M0002_Two failed")
        .contains("State: 1 migration was applied; 1 did not run.");
    assertThat(fixture.run("status").out()).contains("pending     app.M0003_Three");
  }

  @Test
  void aFailureOfGroovysShowsNoValues() {
    hooks("hooks {\n  after = { 'hidden secret'.nothing('hidden secret') }\n}\n");
    Ran ran = fixture.run("migrate", "--stacktrace");
    assertThat(ran.err())
        .contains("hook after failed: postcar.conf.groovy:")
        .contains("there is no method nothing")
        .doesNotContain("hidden");
  }

  @Test
  void whatIsNoClosureIsRefused() {
    hooks("hooks {\n  after = 'rm -rf'\n}\n");
    assertThat(fixture.run("status").err())
        .contains("hooks.after must be a closure: name = { ... }, not text");
    hooks("hooks {\n  after { println it }\n}\n");
    Ran called = fixture.run("status");
    assertThat(called.exitCode()).isEqualTo(2);
    assertThat(called.err()).contains("is called instead of assigned; write hooks.after = { ... }");
    hooks("hooks {\n  afterwards = { }\n}\n");
    assertThat(fixture.run("status").err())
        .contains("unknown key hooks.afterwards; the nearest known key is hooks.after");
  }

  @Test
  void configShowsThatThereIsOne() {
    hooks("hooks {\n  after = { println it }\n}\n");
    assertThat(fixture.run("config").out())
        .containsPattern("hooks.after +closure +postcar.conf.groovy:\\d+");
  }

  /** The example of the documentation, as it stands there. */
  @Test
  void theDocumentedHookFlushesARedis() throws Exception {
    Path server = Path.of("/usr/bin/redis-server");
    assumeThat(Files.isExecutable(server)).as("redis-server is installed").isTrue();
    int port = freePort();
    Process redis =
        new ProcessBuilder(
                server.toString(), "--port", "" + port, "--bind", "127.0.0.1", "--save", "")
            .directory(fixture.directory().toFile())
            .redirectErrorStream(true)
            .redirectOutput(fixture.directory().resolve("redis.log").toFile())
            .start();
    try {
      assertThat(awaited(port, "SET", "book:1", "Emma")).isEqualTo("+OK");
      hooks(example().replace("6379", "" + port));
      assertThat(fixture.run("migrate").err()).contains("applied app.M0003_Three");
      assertThat(redis(port, "DBSIZE")).isEqualTo(":0");
      assertThat(redis(port, "SET", "book:1", "Emma")).isEqualTo("+OK");
      assertThat(fixture.run("migrate").exitCode()).isZero();
      assertThat(redis(port, "DBSIZE"))
          .as("nothing was done, so nothing is flushed")
          .isEqualTo(":1");
    } finally {
      redis.destroy();
      assertThat(redis.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
    Ran without = fixture.run("rollback");
    assertThat(without.exitCode()).isEqualTo(1);
    assertThat(without.err()).contains("hook after failed: postcar.conf.groovy:");
  }

  private static String example() throws IOException {
    String page = Files.readString(Path.of("src/docs/hooks.md"));
    Matcher block = Pattern.compile("(?s)```groovy\n(.*?)```").matcher(page);
    return block
        .results()
        .map(found -> found.group(1))
        .filter(text -> text.contains("FLUSHDB"))
        .findFirst()
        .orElseThrow();
  }

  private static String awaited(int port, String... words) throws Exception {
    for (int i = 0; ; i++) {
      try {
        return redis(port, words);
      } catch (IOException e) {
        if (i == 100) {
          throw e;
        }
        Thread.sleep(100);
      }
    }
  }

  private static String redis(int port, String... words) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write((String.join(" ", words) + "\r\n").getBytes(StandardCharsets.UTF_8));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
          .readLine();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void hooks(String script) {
    fixture.write("postcar.conf.groovy", fixture.conf(script));
  }

  private List<String> told() throws IOException {
    if (!Files.exists(told)) {
      return List.of();
    }
    List<String> lines = Files.readAllLines(told).stream().map(this::normal).toList();
    Files.delete(told);
    return lines;
  }

  private String normal(String text) {
    return text.replace(fixture.database().name(), "DB")
        .replaceAll("groovy:\\d+", "groovy:LINE")
        .replaceAll("\"durationMs\" : \\d+", "\"durationMs\" : N");
  }
}
