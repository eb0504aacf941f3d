package dev.postcar.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.PostcarException;
import dev.postcar.testing.OtherUser;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What libpq would do for a connection's safety is done, refused or warned of. */
final class LibpqTest {

  @TempDir Path root;

  private Machine machine() {
    return new Machine(root).variable("PGHOST", "h").variable("PGDATABASE", "d");
  }

  @Test
  void aRootCertificateThatIsThereIsCheckedAgainst() {
    Machine machine = machine().variable("PGSSLMODE", "require");
    assertThat(machine.connect().sslmode()).isEqualTo("require");
    machine.variable("PGSSLROOTCERT", "ca.crt");
    assertThat(machine.connect().sslmode()).as("there is no such file").isEqualTo("require");
    machine.file("ca.crt", "x");
    assertThat(machine.connect().sslmode()).isEqualTo("verify-ca");
  }

  @Test
  void theUsersOwnCertificatesAreTheDefault() {
    Machine machine =
        machine()
            .variable("PGSSLMODE", "require")
            .homeFile(".postgresql/root.crt", "x")
            .homeFile(".postgresql/postgresql.crt", "x")
            .homeFile(".postgresql/postgresql.key", "x");
    assertThat(machine.connect().sslmode()).isEqualTo("verify-ca");
    assertThat(machine.connect().parameters()).containsKeys("sslrootcert", "sslcert", "sslkey");
    machine.variable("PGSSLCERTMODE", "disable");
    assertThat(machine.connect().parameters()).containsEntry("sslcert", "");
  }

  @Test
  void certificatesThatOthersPutIntoASharedHomeAreNotTrusted() {
    Machine machine = machine().homeFile(".postgresql/root.crt", "x");
    OtherUser.owns(root.resolve("home/.postgresql"));
    assertThatThrownBy(machine::connect)
        .isInstanceOf(PostcarException.Configuration.class)
        .hasMessageContaining("root.crt is not used: ")
        .hasMessageContaining("belongs to user id 65534");
    machine.variable("PGSSLROOTCERT", root.resolve("home/.postgresql/root.crt").toString());
    assertThat(machine.connect().sslmode()).as("it is named").isEqualTo("prefer");
  }

  @Test
  void theOldVariableStillRequiresEncryption() {
    assertThat(machine().variable("PGREQUIRESSL", "1").connect().sslmode()).isEqualTo("require");
    assertThat(machine().variable("PGREQUIRESSL", "0").connect().sslmode()).isEqualTo("prefer");
  }

  @Test
  void protocolsAndThePeerReachTheDriver() {
    assertThat(
            machine()
                .variable("PGSSLMINPROTOCOLVERSION", "TLSv1.3")
                .variable("PGREQUIREPEER", "postgres")
                .connect()
                .parameters())
        .containsEntry("sslMinProtocolVersion", "TLSv1.3")
        .containsEntry("requirePeer", "postgres");
  }

  @ParameterizedTest
  @CsvSource({
    "PGSSLCERTMODE, require",
    "PGSSLMINPROTOCOLVERSION, SSLv3",
    "PGSSLCRL, file",
    "PGSSLCRLDIR, dir",
    "PGGSSLIB, gssapi"
  })
  void whatBearsOnSafetyAndCannotBeDoneIsRefused(String variable, String value) {
    assertThat(machine().variable(variable, value).refusal()).contains(variable);
  }

  @Test
  void otherVariablesAreNamedInOneLine() {
    assertThat(machine().variable("PGGEQO", "off").variable("PGREALM", "r").load().warnings())
        .containsExactly("ignored by postcar, but used by psql: PGGEQO, PGREALM");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"schema=public", "pgbouncer=true", "connection_limit=1", "statement_cache_size=0"})
  void parametersOfOtherToolsAreNamed(String parameter) {
    String refusal =
        new Machine(root).variable("DATABASE_URL", "postgresql://u:pw@h/d?" + parameter).refusal();
    assertThat(refusal)
        .contains("parameter " + parameter.replaceFirst("=.*", " belongs to another tool: "))
        .doesNotContain("pw");
  }

  @Test
  void theRestOfAPasswordIsNotNamed() {
    for (String url :
        new String[] {
          "postgresql://u:a?remainder=b&c=d@h/d",
          "postgresql://h/d?password=a&remainder=b",
          "postgresql://u:a?remainder=b@h/d"
        }) {
      assertThat(new Machine(root).variable("DATABASE_URL", url).refusal())
          .contains("malformed")
          .doesNotContain("remainder");
    }
    assertThat(
            new Machine(root).variable("DATABASE_URL", "postgresql://h/d?unheard_of=1").refusal())
        .contains("unknown connection parameter unheard_of");
  }

  @Test
  void anAddressKeepsTheNameForTheCertificate() {
    Machine machine = machine().variable("PGHOSTADDR", "10.0.0.1");
    assertThat(machine.connect().servers()).hasToString("[h:5432]");
    assertThat(machine.connect().driverProperties())
        .containsEntry("hostaddr", "h=10.0.0.1")
        .containsEntry("socketFactory", "dev.postcar.internal.session.DriverSockets");
    assertThat(machine.variable("PGHOSTADDR", "10.0.0.1,10.0.0.2").refusal())
        .contains("2 addresses do not match 1 hosts");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1", "::1", "/tmp"})
  void onThisMachineAPasswordMayGoInClear(String host) {
    assertThat(machine().variable("PGHOST", host).connect().driverProperties())
        .doesNotContainKey("authenticationPluginClassName");
  }

  @Test
  void elsewhereItMayNot() {
    assertThat(machine().connect().driverProperties()).containsKey("authenticationPluginClassName");
    assertThat(
            machine()
                .variable("PGHOST", "localhost")
                .variable("PGHOSTADDR", "10.0.0.1")
                .connect()
                .driverProperties())
        .containsKey("authenticationPluginClassName");
    assertThat(
            machine().flag(Setting.ALLOW_CLEARTEXT_PASSWORD, "true").connect().driverProperties())
        .doesNotContainKey("authenticationPluginClassName");
  }
}
