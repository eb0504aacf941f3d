package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postcar.cli.CommandLineFixture.Ran;
import dev.postcar.internal.config.Setting;
import dev.postcar.testing.ChildJvm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The help, the version, and what unknown words lead to. */
final class HelpTest {

  private final CommandLineFixture postcar = new CommandLineFixture();

  @AfterEach
  void close() {
    postcar.close();
  }

  @Test
  void withoutArgumentsTheHelpIsPrinted() {
    Ran ran = postcar.run();
    assertThat(ran.exitCode()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .containsSubsequence("Everyday:", "  migrate ", "Look:", "Repair:", "Quality:", "  check ")
        .containsSubsequence("Operations:", "Exit codes:", "postcar help options");
    for (String[] same : new String[][] {{"help"}, {"--help"}, {"-h"}}) {
      assertThat(postcar.run(same)).isEqualTo(ran);
    }
    assertThat(postcar.run("help", "-c", "postcar.conf.groovy").out()).isEqualTo(ran.out());
  }

  @Test
  void everyCommandHasAPageWithItsOwnOptionsAndExamples() {
    for (String command : Grammar.names()) {
      Ran ran = postcar.run("help", command);
      assertThat(ran.exitCode()).isZero();
      assertThat(ran.out())
          .startsWith("Usage: postcar " + command)
          .contains("postcar help options")
          .doesNotContain("--lock-timeout");
      String examples = ran.out().substring(ran.out().indexOf("Examples:"));
      assertThat(examples.lines().filter(line -> line.contains("postcar ")).count())
          .as(command)
          .isBetween(3L, 4L);
      assertThat(postcar.run(command, "--help")).isEqualTo(ran);
      assertThat(postcar.run("--help", command)).isEqualTo(ran);
      assertThat(postcar.run(command, "-q", "--help").out()).isEqualTo(ran.out());
    }
    assertThat(postcar.run("help", "list").out()).startsWith("Usage: postcar status");
  }

  @Test
  void theOptionsOfEveryCommandAreListedOnce() {
    String page = postcar.run("help", "options").out();
    for (Setting setting : Setting.values()) {
      if (setting.longFlag() != null && !setting.isFleets()) {
        assertThat(page.split(setting.longFlag() + "[ \\[]", -1)).as(page).hasSizeGreaterThan(1);
      }
    }
    assertThat(page).contains("-h, --help", "--json", "-P, --password[=TEXT]");
  }

  /** Whatever is in the working directory. */
  @Test
  void helpAndVersionNeedNoSettings() throws Exception {
    postcar.write("postcar.conf.groovy", "nonsense = 1");
    assertThat(postcar.run("status").exitCode()).isEqualTo(2);
    assertThat(postcar.run("help", "status", "-q").exitCode()).isZero();
    assertThat(postcar.run("version").out()).isEqualTo(postcar.run("--version").out());
    ObjectMapper json = new ObjectMapper();
    assertThat(json.readTree(postcar.run("version", "--json").out()).get("version").asText())
        .startsWith("0.");
    assertThat(json.readTree(postcar.run("help", "log", "--json").out()).get("help").asText())
        .contains("--failed");
  }

  @Test
  void theWidthIsThatOfTheTerminal() {
    for (int width : new int[] {40, 60, 80, 150}) {
      for (String page : HelpText.names()) {
        List<String> lines = HelpPages.page(page, width).lines().toList();
        assertThat(lines)
            .allMatch(
                line -> line.length() <= width || line.strip().indexOf(' ', 2) < 0 || odd(line));
      }
    }
    postcar.environment("COLUMNS", "150");
    assertThat(postcar.run("help").out().lines().mapToInt(String::length).max().orElse(0))
        .isBetween(81, 150);
    postcar.environment("COLUMNS", "wide");
    assertThat(postcar.run("help").out().lines().mapToInt(String::length).max().orElse(0))
        .isLessThanOrEqualTo(80);
  }

  /** What cannot be broken: a term, or an example. */
  private static boolean odd(String line) {
    return (line.startsWith("  ") && !line.startsWith("   ")) || line.strip().startsWith("--");
  }

  @Test
  void aTerminalIsAskedForItsWidth() throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "needs script");
    String command =
        "stty cols 120; '%s' help"
            .formatted(String.join("' '", ChildJvm.command(Main.class.getName())));
    ProcessBuilder builder = new ProcessBuilder("script", "-q", "-e", "-c", command, "/dev/null");
    builder.environment().remove("COLUMNS");
    Process process = builder.start();
    String seen = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(seen.lines().mapToInt(String::length).max().orElse(0)).isBetween(81, 120);
  }

  @Test
  void anUnknownWordLeadsToTheCommandThatIsMeant() {
    for (String[] pair :
        Arrays.stream(
                """
                migrat migrate
                undo rollback
                Undo rollback
                history log
                create new
                apply migrate
                plan migrate --plan
                baseline mark
                info status
                repair accept
                stauts status
                validate check
                """
                    .split("\n"))
            .map(line -> line.split(" ", 2))
            .toList()) {
      for (String[] line : new String[][] {{pair[0]}, {"help", pair[0]}}) {
        Ran ran = postcar.run(line);
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err())
            .contains("no command " + pair[0] + ". Did you mean " + pair[1] + "?", "--help");
      }
    }
  }
}
