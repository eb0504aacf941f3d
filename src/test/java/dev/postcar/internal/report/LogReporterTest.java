package dev.postcar.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.testing.ChildJvm;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.PrintedLog;
import dev.postcar.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program's log has of a run: a JVM of its own, with another SLF4J. */
final class LogReporterTest {

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();

  @AfterEach
  void drop() {
    database.close();
  }

  /** Migrates, and rolls back where it is asked for. */
  static final class Embedding {
    private Embedding() {}

    public static void main(String[] args) {
      try (Postcar postcar = Postcar.on(args[0]).packages("app").sources(Path.of(args[1]))) {
        postcar.cache(null).lockTimeout(Duration.ofMillis(300)).retries(3);
        switch (args[2]) {
          case "dry" -> postcar.migrate(Target.usual().dryRun());
          case "back" -> postcar.rollback(Target.all());
          default -> postcar.migrate();
        }
      } catch (PostcarException e) {
        System.out.println("THROWN " + e.getMessage().lines().findFirst().orElse(""));
      }
    }
  }

  private Process start(String level, String what) throws IOException {
    return new ProcessBuilder(
            ChildJvm.command(
                "-Dslf4j.provider=" + PrintedLog.class.getName(),
                "-Dlog.level=" + level,
                Embedding.class.getName(),
                database.url(),
                directory.toString(),
                what))
        .redirectErrorStream(true)
        .start();
  }

  private String log(String level, String what) throws Exception {
    Process process = start(level, what);
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    return text.replaceAll("SLF4J\\(I\\).*\n", "").replaceAll("\\([\\d.]+ m?s\\)", "(N ms)");
  }

  @Test
  void aMigrationIsALineAndSoIsTheRun() throws Exception {
    new MigrationFolder(directory)
        .sql("M0001_One", "create table one (id int)", "drop table one")
        .sql("M0002_Two", "do $$ begin raise warning 'careful'; end $$", "select 1");
    assertThat(log("INFO", "dry"))
        .contains("INFO dev.postcar ran app.M0001_One (N ms)\n")
        .contains("INFO dev.postcar Dry run: would have applied 2 migrations")
        .doesNotContain("INFO dev.postcar applied");
    String name = database.name();
    assertThat(log("INFO", "migrate").lines())
        .contains(
            "INFO dev.postcar created the bookkeeping in schema _postcar",
            "INFO dev.postcar applied app.M0001_One (N ms)",
            "WARN dev.postcar warning: M0002_Two: careful",
            "INFO dev.postcar Applied 2 migrations in " + name + " (N ms).");
    assertThat(log("INFO", "migrate"))
        .isEqualTo("INFO dev.postcar Nothing to do in " + name + ".\n");
    assertThat(log("WARN", "back")).isEmpty();
  }

  @Test
  void theSqlIsThereForDebuggingWithoutPasswordsAndRows() throws Exception {
    new MigrationFolder(directory)
        .sql(
            "M0001_One",
            "do $$ begin raise notice 'seen' using detail = format('row %s', 4700 + 11); end $$;"
                + " set local app.x = 'y'",
            null)
        .sql("M0002_Two", "alter role nobody_there password 'secret'", null);
    String text = log("DEBUG", "migrate");
    assertThat(text)
        .contains(
            "DEBUG dev.postcar app.M0001_One: do $$", "DEBUG dev.postcar app.M0002_Two: alter")
        .contains("NOTICE: seen", "THROWN ")
        .doesNotContain("secret", "4711");
  }

  @Test
  void aWaitAndItsRetriesAreWarnings() throws Exception {
    database.execute("create table one (id int)");
    new MigrationFolder(directory).sql("M0001_One", "alter table one add n int", null);
    try (Connection holder = database.connect();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("lock table one");
      Process process = start("WARN", "migrate");
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).isZero();
      assertThat(text.lines().filter(line -> line.contains("retry: app.M0001_One, attempt")))
          .hasSize(3)
          .allMatch(line -> line.startsWith("WARN dev.postcar "));
      assertThat(text).contains("for AccessExclusiveLock on public.one, held by pid ");
    }
  }

  @Test
  void whatRunsForLongIsSaidInBetween() throws Exception {
    new MigrationFolder(directory).sql("M0001_One", "select pg_sleep(12)", null);
    assertThat(log("INFO", "migrate").lines())
        .filteredOn(line -> line.contains("running"))
        .singleElement()
        .satisfies(
            line -> assertThat(line).matches("INFO dev.postcar app.M0001_One running 1\\d s"));
  }

  @Test
  void textOfOthersForgesNoLineAndItsRowsStayOut() throws Exception {
    new MigrationFolder(directory)
        .sql(
            "M0001_One",
            "do $$ begin raise notice E'seen\\rINFO dev.postcar applied app.M0009_X'"
                + " using detail = E'row\\nnumber ' || (4700 + 11); end $$;",
            null);
    assertThat(log("INFO", "migrate").lines())
        .noneMatch(line -> line.startsWith("INFO dev.postcar applied app.M0009_X"))
        .noneMatch(line -> line.contains("4711"))
        .anyMatch(line -> line.contains("NOTICE: seen"));
  }
}
