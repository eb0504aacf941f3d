package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postcar.cli.CommandLineFixture.Ran;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Who listens hears of each run that changed something. */
final class NotifyTest {

  private final CommandLineFixture fixture = new CommandLineFixture();
  private Connection listener;

  @BeforeEach
  void listen() throws SQLException {
    listener = fixture.database().connect();
    try (Statement statement = listener.createStatement()) {
      statement.execute("listen \"Schema changes\"");
    }
  }

  @AfterEach
  void close() throws SQLException {
    listener.close();
    fixture.close();
  }

  @Test
  void aRunThatChangedSomethingIsHeard() throws Exception {
    fixture.three();
    assertThat(run("migrate").exitCode()).isZero();
    assertThat(heard())
        .containsExactly(
            "{\"operation\":\"migrate\",\"outcome\":\"done\",\"database\":\"DB\",\"namespace\":"
                + "\"_postcar\",\"count\":3,\"migrations\":"
                + "[\"app.M0001_One\",\"app.M0002_Two\",\"app.M0003_Three\"]}");
    assertThat(run("migrate").exitCode()).isZero();
    assertThat(run("rollback", "--dry-run").exitCode()).isZero();
    assertThat(run("status").exitCode()).isZero();
    assertThat(heard()).isEmpty();
    assertThat(run("rollback", "--json").exitCode()).isZero();
    assertThat(heard())
        .singleElement()
        .asString()
        .contains("\"rollback\"", "[\"app.M0003_Three\"]");
  }

  @Test
  void whatAFailedRunAppliedIsHeardToo() throws Exception {
    fixture.three().sql("M0003_Three", "select 1 / 0;", null);
    assertThat(run("migrate").exitCode()).isEqualTo(1);
    assertThat(heard()).singleElement().asString().contains("\"failed\"", "\"count\":2");
    assertThat(run("migrate").exitCode()).isEqualTo(1);
    assertThat(heard()).isEmpty();
  }

  @Test
  void thePayloadOfAThousandMigrationsFits() throws Exception {
    String words = "_" + "Très".repeat(12);
    for (int i = 1; i <= 300; i++) {
      fixture.sql("M%04d%s".formatted(i, words), "select 1;", null);
    }
    Ran ran = run("migrate");
    assertThat(ran.err()).doesNotContain("warning");
    List<String> heard = heard();
    assertThat(heard).hasSize(1);
    assertThat(heard.get(0).getBytes(StandardCharsets.UTF_8).length).isBetween(6_000, 7_999);
    JsonNode payload = new ObjectMapper().readTree(heard.get(0));
    assertThat(payload.get("count").asInt()).isEqualTo(300);
    assertThat(payload.get("migrations").get(0).asText()).startsWith("app.M0001_");
  }

  @Test
  void aChannelThatPostgresWouldNotTakeIsRefused() {
    Ran ran = fixture.three().run("migrate", "--notify", "x".repeat(64));
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("--notify").contains("truncates names to 63");
  }

  private Ran run(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--notify=Schema changes");
    return fixture.run(all.toArray(String[]::new));
  }

  private List<String> heard() throws SQLException {
    PGNotification[] notifications = listener.unwrap(PGConnection.class).getNotifications(200);
    List<String> heard = new ArrayList<>();
    for (PGNotification one : notifications == null ? new PGNotification[0] : notifications) {
      heard.add(one.getParameter().replace(fixture.database().name(), "DB"));
    }
    return heard;
  }
}
