package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code postcar completion}, in the real shells. */
final class CompletionCommandTest {

  @TempDir Path directory;
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

  /** Types into an interactive zsh after a setup, presses the tab key, and reads the line. */
  private String typed(String setup, String line) throws Exception {
    Path seen = directory.resolve("seen");
    String script =
        """
        zmodload zsh/zpty
        zpty shell zsh -f -i
        zpty -w shell "PS1=; $1; seen() { print -rn -- \\"\\$BUFFER\\" > $3; exit }; zle -N seen; bindkey '^X' seen"
        zpty -w -n shell $2$'\\t\\x18'
        while zpty -r shell text; do print -rn -- $text; done
        """;
    Process zsh =
        new ProcessBuilder("zsh", "-f", "-c", script, "zsh", setup, line, seen.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(zsh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(seen).as(said).exists();
    return Files.readString(seen);
  }

  @Test
  void zshCompletesTheSameWhereItIsSourcedAndInFpath() throws Exception {
    Process found = new ProcessBuilder("sh", "-c", "command -v zsh").start();
    Assumptions.assumeTrue(found.waitFor() == 0, "needs zsh");
    Path file = directory.resolve("functions/_postcar");
    Files.createDirectories(file.getParent());
    Files.writeString(file, postcar.run("completion", "zsh").out());
    for (String setup :
        List.of(
            "source " + file,
            "fpath=(" + file.getParent() + " $fpath); autoload -Uz compinit; compinit -u -D")) {
      assertThat(typed(setup, "postcar mi")).isEqualTo("postcar migrate ");
      assertThat(typed(setup, "postcar migrate --dry")).isEqualTo("postcar migrate --dry-run ");
      assertThat(typed(setup, "postcar embedded sto")).isEqualTo("postcar embedded stop ");
      assertThat(typed(setup, "postcar status --dry")).isEqualTo("postcar status --dry");
    }
  }

  @Test
  void zshUsesTheSameAndOtherShellsAreRefused() {
    assertThat(postcar.run("completion", "zsh").out())
        .startsWith("#compdef postcar\n")
        .contains(postcar.run("completion", "bash").out());
    for (List<String> line : List.of(List.of("completion"), List.of("completion", "ksh"))) {
      assertThat(postcar.run(line.toArray(String[]::new)).exitCode()).isEqualTo(2);
    }
  }
}
