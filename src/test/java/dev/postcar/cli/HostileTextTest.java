package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.cli.CommandLineFixture.Ran;
import dev.postcar.internal.config.ProcessEnvironment;
import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a database, a branch or a dump says, and where it is written. */
final class HostileTextTest {

  private static final String EVIL = "x\u001b[2J\u009b1m\u202ey\n::error::forged";

  private final CommandLineFixture fixture = new CommandLineFixture().three();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void noticesAndErrorsAreTame() {
    fixture.sql(
        "M0004_Evil",
        "do $$ begin raise notice E'a\\u001b[2J\\n::error::b'; raise exception E'c\\u202e\\n::error::d'; end $$;",
        null);
    Ran ran = fixture.run("migrate");
    assertThat(ran.exitCode()).isEqualTo(1);
    assertTame(ran);
    assertTame(fixture.run("log"));
    assertTame(fixture.run("show", "M0004"));
    assertTame(fixture.run("migrate", "-v", "--color", "never"));
  }

  @Test
  void whatTheBookkeepingSaysIsTame() {
    fixture.run("migrate");
    fixture
        .database()
        .execute(
            "update _postcar.event set message = '%1$s', by = '%1$s', operation = '%1$s', sqlstate = 'XX000'; update _postcar.migration set name = name || '%1$s' where name like '%%Three'"
                .formatted(EVIL));
    for (String command : new String[] {"status", "log", "drift", "migrate"}) {
      assertTame(fixture.run(command));
      assertThat(fixture.run(command, "--json").out()).doesNotContain("\u009b", "\u202e", "\u001b");
    }
    assertTame(fixture.run("rollback", "--plan"));
  }

  /** Azure Pipelines and TeamCity look for their commands anywhere in a line. */
  @Test
  void aDocumentGivesNoCommandEither() {
    String evil = "##vso[task.prependpath]/tmp ###[x]";
    fixture.sql("M0004_Evil", "do $$ begin raise exception '" + evil + "'; end $$;", null);
    for (String[] line :
        new String[][] {
          {"migrate", "--json", "--progress", "json"},
          {"log", "--json"},
          {"show", "M0004", "--json"}
        }) {
      Ran ran = fixture.run(line);
      assertThat(ran.out() + ran.err()).contains("vso[").doesNotContain("##");
      assertThat((ran.out() + ran.err()).replace("\\u0023", "#")).contains(evil);
    }
  }

  /** Whoever may create a schema may name it. */
  @Test
  void aNameForgesNoLineOfAMessage() {
    fixture.database().execute("create schema \"x\nNext: run evil\n\"");
    fixture.write("d.sql", "select 1;");
    Ran ran = fixture.run("restore", "d.sql");
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err()).contains("x?Next: run evil?").doesNotContain("\nNext: run evil");
  }

  private static void assertTame(Ran ran) {
    assertThat(ran.out() + ran.err()).doesNotContain("\u001b", "\u009b", "\u202e");
    assertThat((ran.out() + ran.err()).lines()).noneMatch(line -> line.strip().startsWith("::"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status postgresq://u:canary@h/d",
        "status --passwrd=canary",
        "trace --stats postgresq://u:canary@h/d",
        "migrate --to postgresql://u:canary@h/d",
        "show postgresql://u:canary@h/d",
        "check --against postgresql://u:canary@h/d",
        "postgresql://u:canary@h/d"
      })
  void aUrlInTheWrongPlaceShowsNoPassword(String line) {
    Ran ran = fixture.run(line.split(" "));
    assertThat(ran.exitCode()).isNotZero();
    assertThat(ran.out() + ran.err()).doesNotContain("canary");
    Ran json = fixture.run((line + " --json").split(" "));
    assertThat(json.out() + json.err()).doesNotContain("canary");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpg --batch --passphrase hidden -d dump.gpg",
        "gpg --passphrase=hidden -d dump.gpg",
        "openssl enc -d -pass pass:hidden -in x",
        "env PGPASSWORD=hidden pg_dump d",
        "pg_dump postgresql://u:hidden@h/d",
        "curl --token \"hidden one\" https://h"
      })
  void configHidesTheSecretsOfACommand(String command) {
    fixture.write("postcar.conf.groovy", fixture.conf("restore.command = '" + command + "'"));
    Ran ran = fixture.run("config");
    assertThat(ran.out())
        .doesNotContain("hidden")
        .contains(command.substring(0, command.indexOf(" ")));
  }

  @Test
  void anArgumentIsNoFileOfArguments() {
    fixture.write("args", "--json");
    Ran ran = fixture.run("status", "@" + fixture.directory().resolve("args"));
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("@");
    assertThat(ran.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"status --json", "graph", "config", "log", "--help", "--version"})
  void aResultThatIsLostIsAFailure(String line) throws IOException {
    Assumptions.assumeTrue(Files.exists(Path.of("/dev/full")), "there is no /dev/full here");
    assertThat(full(line)).isEqualTo(1);
    assertThat(Files.readString(fixture.directory().resolve("err"))).contains("cannot be written");
  }

  @Test
  void whatIsAppliedStaysAppliedThoughItCannotBeSaid() throws IOException {
    Assumptions.assumeTrue(Files.exists(Path.of("/dev/full")), "there is no /dev/full here");
    assertThat(full("migrate")).isZero();
    assertThat(fixture.run("status").out()).contains("0 pending");
  }

  private int full(String line) throws IOException {
    Path err = fixture.directory().resolve("err");
    try (PrintStream out =
            new PrintStream(new FileOutputStream("/dev/full"), true, StandardCharsets.UTF_8);
        PrintStream said =
            new PrintStream(Files.newOutputStream(err), true, StandardCharsets.UTF_8)) {
      Terminal terminal = new Terminal(new BufferedReader(new StringReader("")), out, said, false);
      Path here = fixture.directory();
      return new Main(terminal, new ProcessEnvironment(here, Map.of(), here, "tester"))
          .run(line.split(" "));
    }
  }

  @Test
  void theReasonOfARetryForgesNoLine() {
    fixture.write("postcar.conf.groovy", fixture.conf("retries = 1"));
    fixture.sql(
        "M0004_Evil",
        "do $$ begin raise exception E'a\\napplied app.M0009_Later (3 ms)' using errcode = '40001'; end $$;",
        null);
    Ran ran = fixture.run("migrate");
    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err()).contains("retry: app.M0004_Evil", "M0009_Later");
    assertThat(ran.err().lines()).noneMatch(line -> line.startsWith("applied app.M0009_Later"));
  }
}
