package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.cli.CommandLineFixture.Ran;
import dev.postcar.testing.MigrationFolder;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No password in any output, event row or exception, whichever way it came, right or wrong. */
final class SecretsTest {

  private static final String CANARY = "Canary-päss%word/7@x";

  private final CommandLineFixture fixture = new CommandLineFixture().three();
  private final String role = "canary_" + fixture.database().name();

  @AfterEach
  void drop() {
    fixture.database().execute("drop owned by " + role + " cascade");
    fixture.database().server().execute("drop owned by " + role + " cascade");
    fixture.close();
  }

  @Test
  void aPasswordThatAMigrationSaysIsNotInWhatIsSaidOfIt() {
    fixture.database().server().execute("create role " + role);
    String name = role + "_made";
    fixture.sql("M0004_Role", "create role " + name + " password '" + CANARY + "' nonsense;", null);
    for (String[] command :
        List.of(
            new String[] {"migrate", "-v", "--stacktrace"},
            new String[] {"migrate", "--json"},
            new String[] {"log", "--json"},
            new String[] {"log", "--failed"},
            new String[] {"show", "M0003_Three"})) {
      Ran ran = fixture.run(command);
      assertThat(ran.out() + ran.err()).as(String.join(" ", command)).doesNotContain(CANARY);
    }
    assertThat(fixture.database().rows("select e::text from _postcar.event e"))
        .noneMatch(row -> row.contains(CANARY))
        .anyMatch(row -> row.contains("password '****"));
  }

  /** The server quotes what was executed, and the driver quotes the server. */
  @Test
  void oneInSqlThatIsPutTogetherIsNotInWhatIsThrown() {
    fixture.database().server().execute("create role " + role);
    for (String sql :
        List.of(
            "do $$ begin execute 'alter role not_there password ''" + CANARY + "'''; end $$;",
            "do $$ begin execute format('alter role not_there password %L', '"
                + CANARY
                + "'); end $$;")) {
      fixture.sql("M0004_Role", sql, null);
      for (String command : List.of("migrate", "trace")) {
        Ran ran = fixture.run(command, "--stacktrace");
        assertThat(ran.err()).contains("not_there").doesNotContain(CANARY);
        ran = fixture.run(command, "--json");
        assertThat(ran.out()).contains("not_there").doesNotContain(CANARY);
      }
    }
  }

  /** An application logs the exception with its causes. */
  @Test
  void whoPrintsTheExceptionPrintsNone(@TempDir Path directory) {
    fixture.database().server().execute("create role " + role);
    MigrationFolder folder =
        new MigrationFolder(directory)
            .sql("M0001_A", "create role public password '" + CANARY + "'", null)
            .sql(
                "M0002_B",
                "do $$ begin execute 'alter role not_there password ''" + CANARY + "'''; end $$",
                null);
    for (String name : List.of("M0001_A", "M0002_B")) {
      try (Postcar postcar = folder.on(fixture.database().dataSource())) {
        PostcarException failure =
            catchThrowableOfType(PostcarException.MigrationFailed.class, postcar::migrate);
        StringWriter stack = new StringWriter();
        failure.printStackTrace(new PrintWriter(stack));
        assertThat(stack.toString()).contains(name, "Caused by: ").doesNotContain(CANARY);
      }
      folder.delete(name);
    }
  }

  @Test
  void neitherTraceNorADifferenceShowsIt() {
    fixture.database().server().execute("create role " + role);
    String name = role + "_made";
    fixture.sql("M0004_Role", "create role " + name + " password '" + CANARY + "';", null);
    try {
      for (String[] command :
          List.of(
              new String[] {"trace", "--all"},
              new String[] {"trace", "--all", "--json"},
              new String[] {"migrate"})) {
        Ran ran = fixture.run(command);
        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isZero();
        assertThat(ran.out() + ran.err()).doesNotContain(CANARY);
      }
      fixture.sql("M0004_Role", "create role " + name + " password '" + CANARY + "2';", null);
      for (String[] command :
          List.of(new String[] {"migrate"}, new String[] {"migrate", "--json"})) {
        Ran ran = fixture.run(command);
        assertThat(ran.exitCode()).isEqualTo(4);
        assertThat(ran.out() + ran.err()).contains("M0004_Role").doesNotContain(CANARY);
      }
    } finally {
      fixture.database().server().execute("drop role if exists " + name);
    }
  }

  @Test
  void noOtherMigrationIsInTheMessageOfOneThatSaysAPassword() {
    // The server logs the whole message where a statement of it fails.
    fixture.database().server().execute("create role " + role);
    String name = role + "_made";
    fixture.sql("M0004_Role", "create role " + name + " password '" + CANARY + "';", null);
    fixture.sql(
        "M0005_Looks",
        "do $$ begin assert current_query() not like '%Can' || 'ary%'; end $$;",
        null);
    try {
      Ran ran = fixture.run("migrate");
      assertThat(ran.exitCode()).as(ran.err()).isZero();
    } finally {
      fixture.database().server().execute("drop role if exists " + name);
    }
  }

  @Test
  void noPasswordIsEverShown() {
    fixture
        .database()
        .server()
        .execute("create role " + role + " superuser login password '" + CANARY + "'");
    fixture.sql("M0004_Bad", "select 1 / 0;", null);
    Map<String, BiFunction<String, String[], Ran>> ways =
        Map.of(
            "flag", this::byFlag,
            "environment", this::byEnvironment,
            "script", this::byScript,
            "URL", this::byUrl);
    for (var way : ways.entrySet()) {
      for (String password : List.of(CANARY, CANARY + "-wrong")) {
        for (String[] command :
            List.of(
                new String[] {"migrate", "-v", "--stacktrace"},
                new String[] {"status", "--json", "--stacktrace"},
                new String[] {"config"},
                new String[] {"migrate", "--json", "-D", "not_there", "--stacktrace"})) {
          Ran ran = way.getValue().apply(password, command);
          assertThat(ran.out() + ran.err())
              .as("%s %s", way.getKey(), String.join(" ", command))
              .isNotEmpty()
              .doesNotContain(CANARY)
              .doesNotContain(encoded(CANARY));
        }
      }
    }
    String events =
        String.join("\n", fixture.database().rows("select e::text from _postcar.event e"));
    assertThat(events).contains("22012").doesNotContain(CANARY).doesNotContain(encoded(CANARY));
  }

  private Ran byFlag(String password, String... command) {
    fixture.write("postcar.conf.groovy", without());
    return fixture.run(more(command, "-P", password));
  }

  private Ran byEnvironment(String password, String... command) {
    fixture.write("postcar.conf.groovy", without()).environment("PGPASSWORD", password);
    try {
      return fixture.run(command);
    } finally {
      fixture.environment("PGPASSWORD", "");
    }
  }

  private Ran byScript(String password, String... command) {
    fixture.write(
        "postcar.conf.groovy", without() + "\nconnection.password = '" + password + "'\n");
    return fixture.run(command);
  }

  private Ran byUrl(String password, String... command) {
    fixture.write("postcar.conf.groovy", without());
    var server = fixture.database().server();
    String url =
        "postgres://%s:%s@%s:%d/%s"
            .formatted(
                role, encoded(password), server.host(), server.port(), fixture.database().name());
    return fixture.run(more(command, "--url", url));
  }

  private String without() {
    return fixture
        .conf("")
        .replaceAll("(?m)^\\s*password = .*$", "")
        .replaceAll("username = '.*'", "username = '" + role + "'");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String[] more(String[] command, String... more) {
    String[] all = java.util.Arrays.copyOf(command, command.length + more.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return all;
  }
}
