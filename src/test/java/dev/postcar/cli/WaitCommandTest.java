package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postcar.cli.CommandLineFixture.Ran;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code wait}: until the database answers and nothing is pending. */
final class WaitCommandTest {

  private final CommandLineFixture fixture = new CommandLineFixture().three();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void withNothingPendingItEndsAtOnce() throws Exception {
    fixture.run("migrate");
    Ran ran = fixture.run("wait");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out()).isEqualTo("Nothing is pending in " + fixture.database().name() + ".\n");
    assertThat(ran.err()).isEmpty();
    JsonNode json = new ObjectMapper().readTree(fixture.run("wait", "--json").out());
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly("database", "pending", "interrupted", "views", "durationMs");
    assertThat(json.get("durationMs").asLong()).isZero();
  }

  @Test
  void itEndsWhenAnotherHasMigrated() throws Exception {
    CompletableFuture<Ran> waiting =
        CompletableFuture.supplyAsync(() -> fixture.run("wait", "--for", "60s"));
    TimeUnit.MILLISECONDS.sleep(500);
    assertThat(waiting.isDone()).isFalse();
    fixture.run("migrate");
    Ran ran = waiting.get(30, TimeUnit.SECONDS);
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.err()).startsWith("  waiting: 3 pending in " + fixture.database().name() + "\n");
    assertThat(ran.out())
        .matches(
            "Nothing is pending in "
                + fixture.database().name()
                + " \\(waited \\d+(\\.\\d s| ms)\\)\\.\n");
  }

  @Test
  void whenTheTimeIsUpItSaysWhatIsPending() throws Exception {
    Ran ran = fixture.run("wait", "--for", "1s");
    assertThat(ran.exitCode()).isEqualTo(6);
    assertThat(ran.err())
        .endsWith(
            "postcar: Waited 1 s, and there is still something to do: 3 pending in DB. \"postcar status\" lists it.\n"
                .replace("DB", fixture.database().name()));
    assertThat(fixture.database().hasRelation("_postcar.version")).isFalse();
    JsonNode error =
        new ObjectMapper().readTree(fixture.run("wait", "--for", "off", "--json").out());
    assertThat(error.get("error").get("exitCode").asInt()).isEqualTo(6);
    assertThat(error.get("error").get("resultSoFar").get("pending").asInt()).isEqualTo(3);
  }

  @Test
  void whatIsBegunAndNotFinishedIsWaitedFor() {
    fixture.run("mark", "--all");
    fixture.database().execute("update _postcar.migration set state = 'started' where id = 1");
    assertThat(fixture.run("wait", "--for", "off").err())
        .contains("something to do: 1 started, not finished in");
  }

  @Test
  void aServerThatNeverAnswersIsACannotConnect() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    Ran ran = fixture.run("wait", "--for", "1s", "-p", String.valueOf(free));
    assertThat(ran.exitCode()).isEqualTo(3);
    assertThat(ran.err())
        .contains("  waiting: Cannot connect to ")
        .contains("postcar: Cannot connect");
  }

  @Test
  void aWrongPasswordIsNotWaitedFor() {
    fixture.database().server().execute("create role waiter login password 'right'");
    try {
      long begun = System.nanoTime();
      Ran ran = fixture.environment("POSTCAR_PASSWORD", "wrong").run("wait", "-U", "waiter");
      assertThat(ran.exitCode()).isEqualTo(3);
      assertThat(ran.err()).contains("password authentication failed").doesNotContain("waiting");
      assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun)).isLessThan(30);
    } finally {
      fixture.database().server().execute("drop role waiter");
    }
  }

  @Test
  void aDatabaseThatIsNotMadeYetIsWaitedFor() throws Exception {
    fixture.run("migrate");
    String name = fixture.database().name() + "_later";
    CompletableFuture<Ran> waiting =
        CompletableFuture.supplyAsync(() -> fixture.run("wait", "--for", "60s", "-D", name));
    TimeUnit.MILLISECONDS.sleep(500);
    assertThat(waiting.isDone()).isFalse();
    fixture
        .database()
        .server()
        .execute("create database " + name + " template " + fixture.database().name());
    try {
      Ran ran = waiting.get(30, TimeUnit.SECONDS);
      assertThat(ran.exitCode()).as(ran.err()).isZero();
      assertThat(ran.err()).contains("does not exist");
    } finally {
      fixture.database().server().execute("drop database " + name + " with (force)");
    }
  }

  @Test
  void aDurationThatIsNoneIsTold() {
    Ran ran = fixture.run("wait", "--for", "5");
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("--for: \"5\" is not a duration");
  }
}
