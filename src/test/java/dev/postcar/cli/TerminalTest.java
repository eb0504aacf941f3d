package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a person sees on a terminal, which here is a pseudo-terminal of {@code script}. */
final class TerminalTest {

  private static final String CTRL_C = "\u0003";

  private final CommandLineFixture postcar = new CommandLineFixture();

  @BeforeEach
  void requireScript() {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "needs script");
  }

  @AfterEach
  void close() {
    postcar.close();
  }

  private List<String> see(String seen, String typed, String... words) throws Exception {
    return new PseudoTerminal(postcar.directory()).type(seen, typed, words).screen();
  }

  private static void isClean(List<String> screen) {
    assertThat(screen)
        .noneMatch(line -> line.contains("running"))
        .noneMatch(line -> line.matches(".*: \\d+( of \\d+|%)\\S.*"));
  }

  private void slow() {
    postcar.sql("M0001_Slow", "select pg_sleep(%d)".formatted(30), "select 1");
  }

  @Test
  void theResultOfAMigrateStandsOnALineOfItsOwn() throws Exception {
    postcar.sql("M0001_Slow", "select pg_sleep(2.5)", "select 1");
    List<String> screen = see(null, "", "migrate");
    isClean(screen);
    assertThat(screen.get(0)).isEqualTo("created the bookkeeping in schema _postcar");
    assertThat(screen.get(1)).startsWith("applied app.M0001_Slow (");
    assertThat(screen.get(2)).startsWith("Applied 1 migration in ");
  }

  @Test
  void soDoesWhatIsSaidAfterCtrlC() throws Exception {
    slow();
    List<String> screen = see("running", CTRL_C, "migrate");
    isClean(screen);
    assertThat(screen).anyMatch(line -> line.startsWith("postcar: Interrupted"));
    assertThat(screen).anyMatch(line -> line.startsWith("State: "));
    assertThat(screen.get(screen.size() - 1)).isEmpty();
  }

  @Test
  void andWhatIsLeftAfterASecondOne() throws Exception {
    slow();
    assertThat(see("running", CTRL_C + CTRL_C, "migrate").stream().reduce((a, b) -> b))
        .contains("");
  }

  @Test
  void theResultsOfVerifyAndTraceStandOnLinesOfTheirOwn() throws Exception {
    postcar.three();
    postcar.write(
        "postcar.conf.groovy", postcar.conf("scratch = '" + postcar.database().url() + "'"));
    List<String> verified = see(null, "", "verify");
    isClean(verified);
    assertThat(verified).contains("3 migrations verified: 3 ok.");
    List<String> traced = see(null, "", "trace", "--all");
    isClean(traced);
    assertThat(traced).contains("app.M0001_One", "app.M0003_Three");
  }

  @Test
  void theResultOfARestoreStandsOnALineOfItsOwn() throws Exception {
    postcar.three();
    postcar.write("d.sql", "create table a (i int);\n" + "select pg_sleep(0.05);\n".repeat(20));
    List<String> screen = see(null, "", "restore", "d.sql");
    isClean(screen);
    assertThat(screen).anyMatch(line -> line.startsWith("Restored d.sql into "));
  }

  @Test
  void aPasswordIsAskedForWithOneColon() throws Exception {
    postcar.three();
    List<String> screen = see("Password", "secret\n", "status", "--password", "--user", "me");
    assertThat(screen).anyMatch(line -> line.matches("Password for user me: ?"));
  }
}
