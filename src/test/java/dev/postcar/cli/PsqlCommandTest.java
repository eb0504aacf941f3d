package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.cli.CommandLineFixture.Ran;
import dev.postcar.testing.ChildJvm;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code postcar psql}, with the real psql. */
@Timeout(90)
final class PsqlCommandTest {

  private final CommandLineFixture postcar = new CommandLineFixture();
  private final Path out = postcar.directory().resolve("out");

  @BeforeEach
  void requirePsql() throws Exception {
    Process psql = new ProcessBuilder("sh", "-c", "command -v psql script").start();
    Assumptions.assumeTrue(psql.waitFor() == 0, "needs psql and script");
  }

  @AfterEach
  void close() {
    postcar.close();
  }

  private String said() throws IOException {
    return Files.readString(out).strip();
  }

  private Ran psql(String... words) {
    List<String> all = new ArrayList<>(List.of("psql", "--", "-X", "-At", "-o", out.toString()));
    all.addAll(List.of(words));
    return postcar.run(all.toArray(String[]::new));
  }

  @Test
  void itUsesTheConnectionAndTheLoginRole() throws Exception {
    postcar.write("postcar.conf.groovy", postcar.conf("role = 'pg_monitor'"));
    Ran ran = psql("-c", "select current_database(), current_user");
    assertThat(ran).isEqualTo(new Ran(0, "", ""));
    assertThat(said())
        .isEqualTo(postcar.database().name() + "|" + postcar.database().server().user());
  }

  @Test
  void flagsOfPostcarComeFirst() throws Exception {
    List<String> line = List.of("-D", "template1", "psql", "--", "-X", "-At", "-o", out.toString());
    List<String> all = new ArrayList<>(line);
    all.addAll(List.of("-c", "select current_database()"));
    assertThat(postcar.run(all.toArray(String[]::new)).exitCode()).isZero();
    assertThat(said()).isEqualTo("template1");
  }

  @Test
  void theExitCodeIsPassedOn() {
    assertThat(psql("-c", "select 1").exitCode()).isZero();
    assertThat(psql("-c", "nonsense").exitCode()).isEqualTo(1);
    assertThat(psql("-f", "missing.sql").exitCode()).isEqualTo(1);
    postcar.write("bad.sql", "select 1/0;");
    String file = postcar.directory().resolve("bad.sql").toString();
    assertThat(psql("-v", "ON_ERROR_STOP=1", "-f", file).exitCode()).isEqualTo(3);
    assertThat(postcar.run("--port", "1", "psql", "--", "-c", "select 1").exitCode()).isEqualTo(2);
  }

  @Test
  void thePasswordIsInAFileOfItsOwnAndNowhereElse() throws Exception {
    String password = postcar.database().server().password();
    Path seen = postcar.directory().resolve("seen");
    psql(
        "-c",
        "\\! { env; tr '\\0' ' ' < /proc/$PPID/cmdline; } > "
            + seen
            + "; { stat -c %a $PGPASSFILE; cat $PGPASSFILE; echo $PGPASSFILE; } > "
            + seen
            + ".file");
    assertThat(Files.readString(seen)).contains("PGPASSFILE=").doesNotContain(password);
    List<String> lines = Files.readAllLines(Path.of(seen + ".file"));
    assertThat(lines.get(0)).isEqualTo("600");
    assertThat(lines.get(1)).endsWith(":" + password).doesNotStartWith("*");
    assertThat(Path.of(lines.get(lines.size() - 1))).doesNotExist();
  }

  private Process start(Map<String, String> environment, String... words) throws IOException {
    List<String> command = ChildJvm.command(Main.class.getName());
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).directory(postcar.directory().toFile());
    builder.environment().putAll(environment);
    return builder.redirectErrorStream(true).start();
  }

  private static String end(Process process, int exitCode) throws Exception {
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(exitCode);
    return said;
  }

  @Test
  void itGetsStandardInputAndTheEnvironmentWithoutSecrets() throws Exception {
    Map<String, String> environment =
        Map.of(
            "PGPASSWORD", "canary1",
            "DATABASE_URL", "postgresql://canary2",
            "PGHOST", "canary3",
            "POSTCAR_SCRATCH", "postgresql://canary4",
            "MINE", "kept",
            "PSQL_PAGER", "cat",
            "PGSSLNEGOTIATION", "postgres");
    Process process = start(environment, "--url", url(), "psql", "--", "-X", "-At");
    try (OutputStream in = process.getOutputStream()) {
      in.write("select 6 * 7;\n\\! env\n\\q\n".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(end(process, 0))
        .startsWith("42\n")
        .contains("MINE=kept")
        .doesNotContain("canary1", "canary2", "canary3", "canary4");
  }

  private String url() {
    var server = postcar.database().server();
    return "postgresql://%s:%s@%s:%d/%s"
        .formatted(
            server.user(),
            server.password(),
            server.host(),
            server.port(),
            postcar.database().name());
  }

  @Test
  void withoutPsqlItSaysWhatToInstall() throws Exception {
    Path empty = Files.createDirectory(postcar.directory().resolve("empty"));
    assertThat(end(start(Map.of("PATH", empty.toString()), "psql"), 2))
        .contains("There is no psql on the PATH.", "Next: install");
  }

  @Test
  void withoutADatabaseItDoesNotStart() {
    postcar.delete("postcar.conf.groovy");
    assertThat(psql("-c", "select 1").exitCode()).isEqualTo(2);
    assertThat(out).doesNotExist();
  }

  @Test
  void optionsOfPsqlComeAfterTwoDashes() {
    for (String[] line : new String[][] {{"psql", "-c", "select 1"}, {"psql", "-A"}}) {
      Ran ran = postcar.run(line);
      assertThat(ran.exitCode()).isEqualTo(2);
      assertThat(ran.err()).contains("after --", "postcar psql -- ");
    }
    assertThat(postcar.run("psql", "--json").out()).contains("cannot be combined with psql");
  }

  @Test
  void ctrlCCancelsAStatementAndNothingElse() throws Exception {
    String command =
        "exec env --default-signal=INT '%s' psql -- -X -P pager=off -v PROMPT1='ready> '"
            .formatted(String.join("' '", ChildJvm.command(Main.class.getName())));
    Process process =
        new ProcessBuilder("script", "-q", "-e", "-c", command, "/dev/null")
            .directory(postcar.directory().toFile())
            .redirectErrorStream(true)
            .start();
    StringBuilder seen = new StringBuilder();
    type(process, seen, "ready> ", "select pg_sleep(60);\n");
    String sleeping = "select 1 from pg_stat_activity where query ~ '^select pg_sleep'";
    while (postcar.database().rows(sleeping).isEmpty()) {
      Thread.sleep(50);
    }
    type(process, seen, "", "\u0003");
    type(process, seen, "canceling statement", "select 6 * 7 as answer;\n");
    type(process, seen, "42", "\\q\n");
    assertThat(process.waitFor()).isZero();
  }

  private static void type(Process process, StringBuilder seen, String awaited, String keys)
      throws IOException {
    byte[] chunk = new byte[1024];
    while (seen.indexOf(awaited) < 0) {
      int read = process.getInputStream().read(chunk);
      assertThat(read).as(seen.toString()).isPositive();
      seen.append(new String(chunk, 0, read, StandardCharsets.UTF_8));
    }
    seen.setLength(0);
    process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  @Test
  void theEmbeddedServerRunsAsLongAsPsql() throws Exception {
    postcar.write("postcar.conf.groovy", "connection { embedded = true }");
    psql("-c", "select current_user, inet_server_addr()");
    assertThat(said()).isEqualTo("postgres|127.0.0.1");
    assertThat(postcar.directory().resolve(".postcar/postgres/postmaster.pid")).doesNotExist();
  }
}
