package dev.postcar.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.Driver;

class PasswordFileTest {

  @TempDir Path root;

  private Machine machine(String... lines) {
    return new Machine(root)
        .homeFile(".pgpass", lines)
        .flag(Setting.HOST, "h")
        .flag(Setting.DBNAME, "d")
        .flag(Setting.USERNAME, "u");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "none",
      textBlock =
          """
          h:5432:d:u:secret       | secret
          *:*:*:*:secret          | secret
          h:*:d:*:secret          | secret
          h:5433:d:u:secret       | none
          H:5432:d:u:secret       | none
          h:5432:d:uu:secret      | none
          h*:5432:d:u:secret      | none
          \\h:5432:d:u:secret      | secret
          h:5432:d:u:a\\:b\\\\c      | a:b\\c
          h:5432:d:u:a:b          | a
          h:5432:d:u:\\            | \\
          #h:5432:d:u:secret      | none
          h:5432:d                | none
          """)
  void aLineIsMatchedAsLibpqDoes(String line, String password) {
    assertThat(machine(line).connect().password()).isEqualTo(password);
  }

  @Test
  void theFirstLineThatFitsWins() {
    Machine machine = machine("", "# x", "x:*:*:*:1", "h:*:*:*:2", "*:*:*:*:3");
    assertThat(machine.connect().password()).isEqualTo("2");
    assertThat(machine.load().origin(Setting.PASSWORD))
        .isEqualTo(machine.home().resolve(".pgpass") + ":4");
  }

  @Test
  void everyOtherPasswordWins() {
    assertThat(machine("*:*:*:*:file").variable("PGPASSWORD", "x").connect().password())
        .isEqualTo("x");
  }

  @Test
  void escapedColonsStandInHosts() {
    assertThat(machine("\\:\\:1:*:*:*:six").flag(Setting.HOST, "::1").connect().password())
        .isEqualTo("six");
  }

  @Test
  void eachHostIsLookedUp() {
    assertThat(machine("b:*:*:*:x").flag(Setting.HOST, "a,b").connect().password()).isEqualTo("x");
  }

  @Test
  void aFileThatOthersMayReadIsIgnoredWithAWarning() {
    Machine machine = machine("*:*:*:*:secret");
    for (String permissions : new String[] {"rw-r-----", "rw----r--", "rw--w----"}) {
      machine.permissions(machine.home().resolve(".pgpass"), permissions);
      assertThat(machine.connect().password()).isNull();
      assertThat(machine.load().warnings()).singleElement().asString().contains("0600");
    }
  }

  @Test
  void onlyAPlainFileIsRead() throws IOException {
    Machine machine = new Machine(root).flag(Setting.HOST, "h");
    Files.createDirectory(machine.home().resolve(".pgpass"));
    assertThat(machine.connect().password()).isNull();
    assertThat(machine.load().warnings()).singleElement().asString().contains("not a plain file");
  }

  @Test
  void anotherFileMayBeNamed() {
    Machine machine =
        machine("*:*:*:*:home").homeFile("other", "*:*:*:*:other").homeFile("url", "*:*:*:*:url");
    machine.variable("PGPASSFILE", machine.home().resolve("other").toString());
    assertThat(machine.connect().password()).isEqualTo("other");
    machine.flag(Setting.URL, "postgresql://?passfile=" + machine.home().resolve("url"));
    assertThat(machine.connect().password()).isEqualTo("url");
    assertThat(machine.connect().parameters()).isEmpty();
  }

  @Test
  void theDriverDoesNotReadTheFileOnItsOwn() {
    Machine machine = machine("*:*:*:*:secret");
    Path file = machine.home().resolve(".pgpass");
    machine.permissions(file, "rw-r--r--");
    ConnectionSettings connection = machine.connect();
    System.setProperty("org.postgresql.pgpassfile", file.toString());
    try {
      assertThat(Driver.parseURL(connection.jdbcUrl(), connection.driverProperties()))
          .containsEntry("password", "");
    } finally {
      System.clearProperty("org.postgresql.pgpassfile");
    }
  }
}
