package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

  /** Runs a command; once the screen shows a text, types what is given. */
  private List<String> see(String seen, String typed, String... words) throws Exception {
    String command =
        Stream.concat(
                // A build in the background may ignore SIGINT, and so would what it starts.
                Stream.of(
                    "env",
                    "--default-signal=INT",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName()),
                Stream.of(words))
            .map(word -> "'" + word + "'")
            .collect(Collectors.joining(" "));
    Process process =
        new ProcessBuilder("script", "-q", "-e", "-c", command, "/dev/null")
            .directory(postcar.directory().toFile())
            .redirectErrorStream(true)
            .start();
    StringBuilder raw = new StringBuilder();
    try (InputStream in = process.getInputStream();
        OutputStream keys = process.getOutputStream()) {
      byte[] chunk = new byte[4096];
      boolean waiting = seen != null;
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        raw.append(new String(chunk, 0, read, StandardCharsets.UTF_8));
        if (waiting && raw.indexOf(seen) >= 0) {
          waiting = false;
          keys.write(typed.getBytes(StandardCharsets.UTF_8));
          keys.flush();
        }
      }
    }
    return screen(raw.toString());
  }

  /** The lines as a terminal shows them in the end. */
  private static List<String> screen(String raw) {
    List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
    int column = 0;
    for (int i = 0; i < raw.length(); i++) {
      StringBuilder line = lines.get(lines.size() - 1);
      char c = raw.charAt(i);
      if (c == '\u001b') {
        int end = i + 2;
        while (!Character.isLetter(raw.charAt(end))) {
          end++;
        }
        if (raw.charAt(end) == 'K') {
          line.setLength(Math.min(column, line.length()));
        }
        i = end;
      } else if (c == '\r') {
        column = 0;
      } else if (c == '\n') {
        lines.add(new StringBuilder());
        column = 0;
      } else {
        line.replace(column, Math.min(column + 1, line.length()), String.valueOf(c));
        column++;
      }
    }
    return lines.stream().map(line -> line.toString().stripTrailing()).toList();
  }

  private static void isClean(List<String> screen) {
    assertThat(screen)
        .noneMatch(line -> line.contains("running for"))
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
    List<String> screen = see("running for", CTRL_C, "migrate");
    isClean(screen);
    assertThat(screen).anyMatch(line -> line.startsWith("postcar: Interrupted"));
    assertThat(screen).anyMatch(line -> line.startsWith("State: "));
    assertThat(screen.get(screen.size() - 1)).isEmpty();
  }

  @Test
  void andWhatIsLeftAfterASecondOne() throws Exception {
    slow();
    assertThat(see("running for", CTRL_C + CTRL_C, "migrate").stream().reduce((a, b) -> b))
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
