package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code postcar completion}, in the real bash. */
final class CompletionCommandTest {

  private final CommandLineFixture postcar = new CommandLineFixture();

  @AfterEach
  void close() {
    postcar.close();
  }

  private String completed(String line) throws Exception {
    String script =
        postcar.run("completion", "bash").out()
            + """
            read -r -a COMP_WORDS <<< "$1"
            [[ $1 != *' ' ]] || COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _postcar
            echo "${COMPREPLY[*]}"
            """;
    Process bash =
        new ProcessBuilder("bash", "-c", script, "bash", line).redirectErrorStream(true).start();
    return new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  @Test
  void bashCompletesCommandsTheirOptionsAndTheirWords() throws Exception {
    assertThat(completed("postcar ").split(" ")).containsExactlyElementsOf(Grammar.names());
    assertThat(completed("postcar mi")).isEqualTo("migrate");
    assertThat(completed("postcar -q rollb")).isEqualTo("rollback");
    assertThat(completed("postcar migrate --dry")).isEqualTo("--dry-run");
    assertThat(completed("postcar migrate --lock-t")).isEqualTo("--lock-timeout");
    assertThat(completed("postcar status --dry")).isEmpty();
    assertThat(completed("postcar embedded ")).isEqualTo("start stop status url");
    assertThat(completed("postcar help opt")).isEqualTo("options");
  }

  @Test
  void fishGetsEveryCommandAndOption() {
    String script = postcar.run("completion", "fish").out();
    for (String command : Grammar.names()) {
      assertThat(script).contains("-a " + command + " -d '");
    }
    assertThat(script.lines()).allMatch(line -> line.startsWith("complete -c postcar"));
    assertThat(script).contains("-l lock-timeout -r -d", "-s q -l quiet -d");
    assertThat(script.replace("\\'", "").lines())
        .allMatch(line -> line.chars().filter(c -> c == '\'').count() % 2 == 0);
  }

  @Test
  void zshUsesTheSameAndOtherShellsAreRefused() {
    assertThat(postcar.run("completion", "zsh").out())
        .startsWith("autoload")
        .endsWith(postcar.run("completion", "bash").out());
    for (List<String> line : List.of(List.of("completion"), List.of("completion", "ksh"))) {
      assertThat(postcar.run(line.toArray(String[]::new)).exitCode()).isEqualTo(2);
    }
  }
}
