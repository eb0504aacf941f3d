package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.cli.CommandLineFixture.Ran;
import dev.postcar.cli.PseudoTerminal.Seen;
import dev.postcar.internal.history.LockKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The line that says what is being done now. */
@Timeout(120)
final class LiveLineTest {

  private final CommandLineFixture postcar = new CommandLineFixture();

  @BeforeEach
  void requireScript() {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "needs script");
  }

  @AfterEach
  void close() {
    postcar.close();
  }

  private Seen seen(int columns, String... words) throws Exception {
    return seen(columns, terminal(columns).run(words));
  }

  private PseudoTerminal terminal(int columns) {
    return new PseudoTerminal(postcar.directory(), columns, "C.UTF-8");
  }

  private static Seen seen(int columns, Seen seen) {
    assertThat(seen.frames())
        .as(seen.raw())
        .isNotEmpty()
        .allMatch(line -> line.codePointCount(0, line.length()) < columns);
    assertThat(seen.screen()).noneMatch(line -> seen.frames().contains(line) && !line.isEmpty());
    assertThat(seen.silentMs()).as(seen.raw()).isLessThan(5_000);
    return seen;
  }

  private void big(int rows) {
    postcar
        .database()
        .execute(
            "create table big as select g, md5(g::text) as h from generate_series(1, %d) g"
                .formatted(rows));
  }

  /** One whose index takes some seconds, in which the server has little to do. */
  private void slowToIndex() {
    big(1_500);
    postcar
        .database()
        .execute(
            """
            create function slow(text) returns text immutable language plpgsql
              as 'begin perform pg_sleep(0.001); return $1; end'""");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "@NonTransactional "})
  void anIndexBuildShowsItsNameAndHowFarItIs(String annotation) throws Exception {
    slowToIndex();
    String how = annotation.isEmpty() ? "" : "concurrently ";
    postcar.source(
        "M0001_Index",
        annotation
            + "public class M0001_Index extends Migration {\n  public String forward() { return \""
            + "create index %sbig_h on big (slow(h))\"; }\n}\n".formatted(how));
    Seen seen = seen(80, "migrate");
    assertThat(seen.frames())
        .anyMatch(line -> line.matches("M0001 create index big_h  █*░* \\d+ %  \\d+ s.*"));
    assertThat(seen.screen()).anyMatch(line -> line.startsWith("applied app.M0001_Index ("));
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 150})
  void aLockShowsItsHolderAndTheAttempt(int columns) throws Exception {
    postcar.database().execute("create table t ()");
    postcar.sql("M0001_Lock", "alter table t add a int", null);
    try (Connection holder = postcar.database().connect();
        Statement hold = holder.createStatement()) {
      hold.execute("set application_name = 'report job'");
      holder.setAutoCommit(false);
      hold.execute("lock table t in access share mode");
      String pid = pid(hold);
      String enough = columns == 150 ? "attempt 2 of 11" : "waiting 2 s for";
      Seen seen =
          seen(
              columns,
              terminal(columns)
                  .once(enough, () -> release(holder), "migrate", "--lock-timeout", "3s"));
      String whole =
          "M0001 waiting 2 s for AccessExclusiveLock on public.t, held by pid %s (%s, \"report job\"); attempt 1 of 11"
              .formatted(pid, postcar.database().server().user());
      if (columns == 150) {
        assertThat(seen.frames())
            .contains(whole)
            .anyMatch(line -> line.endsWith("attempt 2 of 11"));
      } else {
        assertThat(seen.frames())
            .anyMatch(
                line ->
                    line.startsWith("M0001 waiting 2 s for AccessExclusiveLock on public.t,")
                        && line.endsWith("…; attempt 1 of 11"));
      }
    }
  }

  private static String pid(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
      row.next();
      return row.getString(1);
    }
  }

  private static void release(Connection holder) {
    try {
      holder.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aRestoreIsNotSilent() throws Exception {
    postcar.write("slow.sh", "echo 'create table shop ();'; sleep 2; echo 'select 1;'");
    Seen seen = seen(80, "restore", "--with", "sh " + postcar.directory().resolve("slow.sh"));
    assertThat(seen.frames())
        .anyMatch(line -> line.matches("restore the output of sh(: \\d\\d bytes)?, \\d s"));
    assertThat(seen.screen()).anyMatch(line -> line.startsWith("Restored the output of sh into "));
  }

  @Tag("long")
  @Test
  void batchesShowRowsAndRate() throws Exception {
    big(300_000);
    postcar.database().execute("analyze big");
    postcar.source(
        "M0001_Batches",
        """
        @NonTransactional
        public class M0001_Batches extends CodeMigration {
          public void forward(Context context) throws Exception {
            System.out.print("started ");
            context.inBatches("update big set h = '' where g in"
                + " (select g from big where h <> '' order by g limit 60000)", java.time.Duration.ofMillis(700));
          }
        }
        """);
    Seen seen = seen(80, "migrate");
    assertThat(seen.frames())
        .anyMatch(
            line ->
                line.matches(
                    "M0001 update big  (60|120|180|240|300),000 of 300,000 rows, [\\d,]+/s, \\d+ s left"));
    assertThat(seen.screen()).contains("started");
  }

  @Test
  void aStatementOfWhichNothingIsKnownShowsThatItRuns() throws Exception {
    postcar.sql("M0001_Slow", "select pg_sleep(4)", null);
    Seen seen = seen(80, "migrate");
    assertThat(seen.frames()).contains("M0001 running 2 s", "M0001 running 3 s");
  }

  @Test
  void inAsciiWhereTheLocaleIs() throws Exception {
    slowToIndex();
    postcar.sql("M0001_Index", "create index big_h on big (slow(h))", null);
    Seen seen = new PseudoTerminal(postcar.directory(), 80, "C").run("migrate");
    assertThat(seen.frames())
        .anyMatch(line -> line.matches("M0001 create index big_h  #*-* \\d+ %  \\d+ s.*"));
  }

  @Test
  void verifyOnAServerOfItsOwnIsNeverSilent() throws Exception {
    for (int i = 1; i <= 40; i++) {
      postcar.sql(
          "M%04d_T".formatted(i),
          "create table t%d ()".formatted(i),
          "drop table t%1$d".formatted(i));
    }
    Seen seen = seen(80, "verify");
    assertThat(seen.frames())
        .anyMatch(line -> line.matches("verify: \\d+ of 40 migrations, \\d+ s.*"));
    assertThat(seen.screen()).contains("40 migrations verified: 40 ok.");
  }

  @Test
  void connectingIsShown() throws Exception {
    postcar.three();
    Seen seen = seen(80, "status", "--port", "1", "--wait-for-db", "4s");
    assertThat(seen.frames())
        .anyMatch(line -> line.matches("connecting to \\S+ at 127.0.0.1:1 as \\w+, 2 s"));
    assertThat(seen.screen()).anyMatch(line -> line.startsWith("postcar: "));
  }

  @Test
  void soIsTheRunnerLock() throws Exception {
    postcar.three();
    postcar.run("migrate", "--to", "M0001");
    try (Connection holder = postcar.database().connect();
        Statement hold = holder.createStatement()) {
      hold.execute("select pg_advisory_lock(%d)".formatted(LockKey.runner("_postcar")));
      Seen seen = seen(150, "migrate", "--lock-wait", "4s");
      assertThat(seen.frames()).contains("waiting for the runner lock, 2 s");
      assertThat(seen.screen())
          .anyMatch(line -> line.startsWith("waiting for the runner lock: pid "))
          .anyMatch(line -> line.startsWith("postcar: The runner lock"));
    }
  }

  @Tag("long")
  @Test
  void driftAndSquashShowHowManyMigrationsRan() throws Exception {
    postcar.three().sql("M0004_Slow", "select pg_sleep(2.5)", "select 1");
    postcar.run("migrate");
    assertThat(seen(80, "drift").frames())
        .anyMatch(line -> line.matches("drift: building the schema, 3 of 4, \\d+ s.*"));
    assertThat(seen(80, "squash", "M0001", "M0003", "base").frames())
        .anyMatch(line -> line.matches("squash: trying it, 3 of 6, \\d+ s.*"));
  }

  @Test
  void ctrlCLeavesNothingOfIt() throws Exception {
    postcar.sql("M0001_Slow", "select pg_sleep(30)", null);
    for (int columns : new int[] {80, 150}) {
      Seen seen =
          new PseudoTerminal(postcar.directory(), columns, "C.UTF-8")
              .type("M0001 running 2 s", "\u0003", "migrate");
      assertThat(seen.screen())
          .anyMatch(line -> line.startsWith("postcar: Interrupted"))
          .noneMatch(line -> line.contains("running"));
    }
  }

  @Test
  void aPipeGetsALineEveryTenSeconds() {
    postcar.sql("M0001_Slow", "select pg_sleep(12)", null);
    Ran ran = postcar.run("migrate");
    assertThat(ran.err().lines().filter(line -> line.contains("running")))
        .singleElement()
        .asString()
        .matches("app.M0001_Slow running (9|1\\d) s");
    assertThat(ran.warnings()).doesNotContain(" running ").contains("applied app.M0001_Slow (");
    assertThat(ran.err()).doesNotContain("\r", "\u001b");
  }

  @Test
  void asJsonEachEventIsALine() {
    postcar.sql("M0001_Slow", "select pg_sleep(2) -- password 'topsecret'", null);
    Ran ran = postcar.run("migrate", "--json", "--progress", "json");
    List<String> lines = ran.err().lines().toList();
    assertThat(lines).allMatch(line -> line.startsWith("{\"event\":\"") && line.endsWith("}"));
    assertThat(lines)
        .anyMatch(
            line -> line.startsWith("{\"event\":\"migrationStarted\",\"id\":\"app.M0001_Slow\","))
        .anyMatch(
            line ->
                line.startsWith(
                    "{\"event\":\"progress\",\"id\":\"app.M0001_Slow\",\"doing\":\"running\","))
        .anyMatch(line -> line.startsWith("{\"event\":\"migrationFinished\","))
        .noneMatch(line -> line.contains("topsecret"));
    assertThat(ran.out()).startsWith("{").contains("\"applied\"");
  }

  @Test
  void offShowsNothingInBetween() throws Exception {
    postcar.sql("M0001_Slow", "select pg_sleep(2)", null);
    Seen seen = new PseudoTerminal(postcar.directory()).run("migrate", "--progress", "off");
    assertThat(seen.frames()).isEmpty();
    assertThat(seen.screen()).anyMatch(line -> line.startsWith("applied app.M0001_Slow ("));
  }
}
