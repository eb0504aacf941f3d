package dev.postcar.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.PostcarException;
import dev.postcar.testing.OtherUser;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceFileTest {

  @TempDir Path root;

  private Machine machine(String... lines) {
    return new Machine(root).homeFile(".pg_service.conf", lines);
  }

  @Test
  void aServiceIsReadFromTheUsersFile() {
    Machine machine =
        machine(
                "# comment",
                "[other]",
                "host=wrong",
                "",
                "[shop]",
                "host=h",
                "port=1",
                "user=u",
                "password=p=q",
                "host=second",
                "application_name=x",
                "[shop]",
                "dbname=later")
            .variable("PGSERVICE", "shop");
    assertThat(machine.connect()).hasToString("u@[h:1]/u sslmode=prefer {ApplicationName=x}");
    assertThat(machine.connect().password()).isEqualTo("p=q");
    assertThat(machine.load().origin(Setting.HOST)).isEqualTo("pg_service.conf [shop]");
  }

  @Test
  void aFileThatOthersPutIntoASharedHomeIsNotUsed() {
    Machine machine = machine("[shop]", "host=evil.example").variable("PGSERVICE", "shop");
    Path home = OtherUser.mode(root.resolve("home"), 1777);
    assertThat(machine.connect()).asString().contains("evil.example");
    OtherUser.owns(home.resolve(".pg_service.conf"));
    assertThatThrownBy(machine::connect)
        .isInstanceOf(PostcarException.Configuration.class)
        .hasMessageStartingWith("~/.pg_service.conf is not used: ")
        .hasMessageContaining("belongs to user id 65534");
    machine.variable("PGSERVICEFILE", home.resolve(".pg_service.conf").toString());
    assertThat(machine.connect()).as("it is named").asString().contains("evil.example");
  }

  @Test
  void aServiceBeatsPgVariablesAndStandsBelowTheScript() {
    Machine machine =
        machine("[s]", "host=service", "dbname=service", "user=service")
            .variable("PGSERVICE", "s")
            .variable("PGHOST", "libpq")
            .variable("PGPORT", "7")
            .script("connection.dbname = 'script'");
    assertThat(machine.connect().toString()).startsWith("service@[service:7]/script ");
  }

  @Test
  void aServiceOfAUrlStandsAtTheUrlsRankAndIsTheOnlyOne() {
    Machine machine =
        machine("[a]", "host=a", "dbname=a", "[b]", "host=b", "user=b")
            .variable("PGSERVICE", "b")
            .variable("POSTCAR_HOST", "variable")
            .flag(Setting.URL, "postgresql:///flag?service=a");
    assertThat(machine.connect().toString()).startsWith("osuser@[a:5432]/flag ");
  }

  @Test
  void theFileOfTheVariableThenTheSystemsAreLookedUp() {
    Machine machine =
        machine("[s]", "host=home")
            .etcFile("pg_service.conf", "[s]", "host=system", "[t]", "host=t")
            .variable("PGSERVICE", "s");
    assertThat(machine.load().text(Setting.HOST)).isEqualTo("home");
    machine.file("named", "[x]", "host=x").variable("PGSERVICEFILE", "named");
    assertThat(machine.load().text(Setting.HOST)).isEqualTo("system");
    assertThat(machine.variable("PGSERVICE", "x").load().text(Setting.HOST)).isEqualTo("x");
    assertThat(machine.variable("PGSERVICEFILE", "missing").refusal())
        .isEqualTo("environment PGSERVICEFILE: there is no service file missing.");
  }

  @Test
  void anUnknownServiceIsRefused() {
    assertThat(machine("[a]").variable("PGSERVICE", "b").refusal())
        .startsWith("environment PGSERVICE: no service \"b\" in ~/.pg_service.conf");
  }

  @Test
  void aMalformedServiceIsRefusedWithItsLineButWithoutIt() {
    assertThat(machine("[a]", "host=h", "password secret").variable("PGSERVICE", "a").refusal())
        .isEqualTo(".pg_service.conf:3: not a line of the form parameter=value.");
    assertThat(machine("[a]", "service=b").variable("PGSERVICE", "a").refusal())
        .startsWith(".pg_service.conf:2: ");
    assertThat(machine("[a]", "hots=b").variable("PGSERVICE", "a").refusal())
        .isEqualTo(
            "pg_service.conf [a]: unknown connection parameter hots; the nearest known one is"
                + " host.");
    assertThat(machine("[a]", "sslfactory=b").variable("PGSERVICE", "a").refusal())
        .contains("sslfactory is refused");
  }

  @Test
  void aServiceAloneSaysWhereTheDatabaseIs() {
    assertThat(machine("[a]", "user=b").variable("PGSERVICE", "a").connect())
        .hasToString("b@[localhost:5432]/b sslmode=prefer {}");
  }
}
