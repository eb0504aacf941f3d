package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.internal.config.LibpqConnection;
import dev.postcar.internal.config.Setting;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manual page has what the help has, and a formatter reads it. */
final class ManPageTest {

  @Test
  void everyCommandOptionAndExitCodeIsThere() {
    String page = ManPage.of("1.0").replace("\\-", "-");
    for (String command : Grammar.names()) {
      assertThat(page).contains(".SS \"postcar " + command);
    }
    SharedOptions.all()
        .forEach(option -> assertThat(page).contains(".B \"" + HelpText.term(option)));
    ExitCodes.ALL.values().forEach(meaning -> assertThat(page).contains(meaning));
    assertThat(page.lines()).noneMatch(line -> line.isBlank() || line.startsWith("'"));
  }

  @Test
  void everyVariableThatIsReadIsThere() throws Exception {
    String page = ManPage.of("1.0").replace("\\-", "-");
    String section =
        page.substring(page.indexOf(".SH \"ENVIRONMENT\""), page.indexOf(".SH \"FILES\""));
    for (Setting setting : Setting.values()) {
      if (setting.type() != Setting.Type.HOOK) {
        assertThat(section).contains(".B \"" + setting.environment() + "\"");
      }
    }
    assertThat(section).contains(LibpqConnection.names());
    List<String> named =
        Pattern.compile("\\$\\{(?!LANG|LC_|HOME)([A-Z_]+):-")
            .matcher(Files.readString(Path.of("postcar")))
            .results()
            .map(one -> one.group(1))
            .toList();
    assertThat(named).contains("POSTCAR_JAVA_OPTS");
    for (String name : named) {
      assertThat(section).contains(".B \"" + name + "\"");
    }
  }

  @Test
  void aFormatterReadsItWithoutAWarning(@TempDir Path directory) throws Exception {
    Process found = new ProcessBuilder("sh", "-c", "command -v groff").start();
    Assumptions.assumeTrue(found.waitFor() == 0, "needs groff");
    Path file = Files.writeString(directory.resolve("postcar.1"), ManPage.of("1.0"));
    Process groff =
        new ProcessBuilder("groff", "-man", "-Tutf8", "-P-cbou", "-ww", file.toString()).start();
    String text = new String(groff.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(groff.waitFor()).isZero();
    assertThat(text).contains("EXIT");
    assertThat(groff.getErrorStream().readAllBytes()).asString(StandardCharsets.UTF_8).isEmpty();
  }
}
