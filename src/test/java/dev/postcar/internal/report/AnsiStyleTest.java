package dev.postcar.internal.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others say cannot drive the terminal, nor the workflow that runs postcar. */
final class AnsiStyleTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"\u001b[2J", "\u009b2J", "\r", "\b", "\u007f", "\u202e", "\u2066", "\u200f", "\0"})
  void whatDrivesATerminalIsNotPrinted(String driving) {
    assertThat(AnsiStyle.printable("a" + driving + "b"))
        .doesNotContain(driving)
        .startsWith("a\uFFFD");
    assertThat(Json.document(Map.of("a", driving))).doesNotContain(driving);
  }

  @Test
  void lettersOfEveryScriptTabsAndLinesStay() {
    String text = "Größe\tשלום\n日本語 👩‍👩‍👧 ::text";
    assertThat(AnsiStyle.printable(text)).isEqualTo(text);
  }

  @Test
  void coloursAreKeptAndCannotBeForged() {
    AnsiStyle ink = new AnsiStyle(true);
    assertThat(AnsiStyle.printable(ink.good("a\u001b[31mb") + "c"))
        .isEqualTo("\u001b[32ma\uFFFD[31mb\u001b[0mc");
  }

  @ParameterizedTest
  @ValueSource(strings = {"::error::x", "  ::error::x", "\t::set-output name=a::b", "\u00a0::x"})
  void noLineIsAWorkflowCommand(String command) {
    for (String text : new String[] {command, "said\n" + command}) {
      assertThat(AnsiStyle.printable(text).lines())
          .noneMatch(line -> line.replaceAll("(?U)^\\s+", "").startsWith("::"));
    }
    assertThat(AnsiStyle.printable("a ##[error]b")).doesNotContain("##[");
    assertThat(AnsiStyle.printable("a ##vso[task.setvariable variable=PATH]b ##teamcity[c]"))
        .isEqualTo("a # #vso[task.setvariable variable=PATH]b # #teamcity[c]");
    assertThat(AnsiStyle.printable("## a [b]")).isEqualTo("## a [b]");
    assertThat(AnsiStyle.printable(AnsiStyle.command("notice file=a::b\r::c")))
        .isEqualTo("::notice file=a::b\uFFFD| ::c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresq://u:p-w/1@h/d",
        "there is no package x://u:p-w/1@h.",
        "jdbc:postgresql://u:p@p-w/1@h/d"
      })
  void aUrlShowsNoPassword(String text) {
    assertThat(AnsiStyle.printable(text)).doesNotContain("p-w/1").contains("u:****@h");
    assertThat(Json.document(Map.of("a", text))).doesNotContain("p-w/1");
  }

  @Test
  void aLongTextTakesNoTime() {
    for (String text :
        new String[] {
          "://a:".repeat(100_000),
          "://a: ".repeat(100_000),
          "\n".repeat(100_000) + "x::",
          "\r \t".repeat(100_000) + "x::"
        }) {
      assertTimeoutPreemptively(Duration.ofSeconds(5), () -> AnsiStyle.printable(text));
    }
  }

  @Test
  void aUrlWithoutPasswordStays() {
    String text = "https://host:8080/a and b@c; postgresql://u@h:5432/d";
    assertThat(AnsiStyle.printable(text)).isEqualTo(text);
  }
}
