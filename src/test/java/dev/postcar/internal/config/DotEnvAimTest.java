package dev.postcar.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A {@code .env} file does not decide where a password from elsewhere goes. */
final class DotEnvAimTest {

  @TempDir Path root;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POSTCAR_HOST=evil",
        "POSTCAR_PORT=6666",
        "POSTCAR_SSLMODE=disable",
        "PGHOST=evil",
        "PGHOSTADDR=10.6.6.6",
        "PGSSLROOTCERT=evil.crt",
        "DATABASE_URL=postgresql://evil/d",
        "POSTCAR_ALLOW_CLEARTEXT_PASSWORD=true"
      })
  void aPasswordFromElsewhereStaysHome(String line) {
    String variable = line.replaceFirst("=.*", "");
    Machine machine =
        new Machine(root).dotEnv(line).variable("PGDATABASE", "d").variable("PGUSER", "u");
    assertThat(machine.connect().password()).isNull();
    machine.variable("PGPASSWORD", "secret");
    assertThat(machine.refusal())
        .startsWith(
            ".env " + variable + " would decide where the password from environment PGPASSWORD")
        .doesNotContain("secret");
  }

  @Test
  void aServiceOfTheFileBringsItsOwnPasswordOnly() {
    Machine machine =
        new Machine(root)
            .homeFile(".pg_service.conf", "[s]", "host=h", "dbname=d", "password=its")
            .dotEnv("PGSERVICE=s");
    assertThat(machine.connect().password()).isEqualTo("its");
    assertThat(machine.variable("PGPASSWORD", "secret").variable("POSTCAR_PASSWORD", "x").refusal())
        .startsWith(".env PGSERVICE would decide");
  }

  @Test
  void aPasswordThatStandsWithTheHostGoesThere() {
    Machine machine = new Machine(root).dotEnv("PGHOST=h", "PGPASSWORD=p", "PGDATABASE=d");
    assertThat(machine.connect().password()).isEqualTo("p");
  }

  @Test
  void thePasswordFileHasToNameTheHost() {
    Machine machine =
        new Machine(root).dotEnv("PGHOST=h", "PGDATABASE=d").homeFile(".pgpass", "*:*:*:*:any");
    assertThat(machine.refusal()).contains(".pgpass:1").contains("not sent");
    machine.homeFile(".pgpass", "*:*:*:*:any", "h:*:*:*:exact");
    assertThat(machine.connect().password()).isEqualTo("exact");
  }

  @Test
  void otherSettingsOfTheFileGoWithAnyPassword() {
    Machine machine =
        new Machine(root)
            .dotEnv("PGDATABASE=d", "POSTCAR_LOCK_TIMEOUT=1s")
            .variable("PGHOST", "h")
            .variable("PGPASSWORD", "p");
    assertThat(machine.connect().password()).isEqualTo("p");
  }
}
