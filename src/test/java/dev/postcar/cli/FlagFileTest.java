package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.cli.CommandLineFixture.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The file that says a version's migrations are complete. */
final class FlagFileTest {

  private final CommandLineFixture fixture = new CommandLineFixture().three();
  private final Path directory = fixture.directory().resolve("var/flags");
  private final Path flag = directory.resolve("migrate-1.4.2.complete");

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void itIsWrittenAfterSuccessAndTheNextMigrateEndsWithoutConnecting() throws IOException {
    assertThat(run("migrate", "--flag-create").exitCode()).isZero();
    assertThat(flag).exists();
    assertThat(files()).as("nothing is left beside").containsExactly(flag);
    List<String> nowhere = List.of("migrate", "--port", "1", "--host", "127.0.0.1");
    Ran again = run(nowhere.toArray(String[]::new));
    assertThat(again.warnings()).isEmpty();
    assertThat(again.exitCode()).isZero();
    assertThat(again.out())
        .isEqualTo(flag + " exists: nothing to do. The database was not contacted.\n");
    Ran json = run("migrate", "--json", "--port", "1", "--host", "127.0.0.1");
    assertThat(json.exitCode()).isZero();
    assertThat(json.out())
        .isEqualTo(
            """
            {
              "database" : null,
              "applied" : [ ],
              "pending" : 0,
              "durationMs" : 0
            }
            """);
    assertThat(run("migrate", "--plan", "--port", "1", "--host", "127.0.0.1").exitCode())
        .as("a plan asks the database")
        .isEqualTo(3);
  }

  @Test
  void whatDoesNotCompleteTheRunWritesNone() throws IOException {
    Files.createDirectories(directory);
    run("migrate", "--plan");
    run("migrate", "--dry-run");
    run("migrate", "--to", "M0001");
    run("migrate", "--steps", "1");
    assertThat(files()).isEmpty();
    fixture.sql("M0004_Bad", "select 1 / 0;", null);
    assertThat(run("migrate").exitCode()).isEqualTo(1);
    assertThat(files()).isEmpty();
    fixture.sql("M0004_Bad", "select 1;", null);
    assertThat(run("migrate", "other").exitCode()).isEqualTo(4);
    assertThat(files()).isEmpty();
    assertThat(run("migrate").exitCode()).isZero();
    assertThat(files()).containsExactly(flag);
  }

  @Test
  void aRollbackTakesItAway() throws IOException {
    run("migrate", "--flag-create");
    run("rollback", "--dry-run");
    assertThat(flag).exists();
    assertThat(run("rollback").exitCode()).isZero();
    assertThat(files()).isEmpty();
    assertThat(run("migrate").out()).startsWith("Applied 1 migration");
    assertThat(flag).exists();
  }

  @Test
  void aMissingDirectoryIsRefusedBeforeAnythingRuns() {
    Ran ran = run("migrate");
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err())
        .isEqualTo(
            "postcar: flag.directory "
                + directory
                + " is not a directory; create it, or set flag.create. Nothing was run.\n");
    assertThat(directory).doesNotExist();
    assertThat(fixture.database().hasRelation("one")).isFalse();
  }

  @Test
  void aVersionThatIsNoFileNameOrHasNoDirectoryIsRefused() {
    assertThat(run("migrate", "--flag-version", "../../etc").err())
        .contains("flag.version becomes part of a file name");
    Ran without = fixture.run("migrate", "--flag-version", "1");
    assertThat(without.exitCode()).isEqualTo(2);
    assertThat(without.err()).contains("flag --flag-version: flag.version needs a directory");
    fixture.write("postcar.conf.groovy", fixture.conf("flag { directory = 'flags' }"));
    assertThat(fixture.run("migrate").exitCode()).as("no version, no flag").isZero();
  }

  private Ran run(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(all.contains("--flag-version") ? List.of() : List.of("--flag-version", "1.4.2"));
    all.addAll(List.of("--flag-directory", "var/flags"));
    return fixture.run(all.toArray(String[]::new));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }
}
