package dev.postcar.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What differs can be seen, however long the definition is. */
final class DifferenceTextTest {

  private final DifferenceText text =
      new DifferenceText(new AnsiStyle(false), 8, "expected", "live");

  private static String lines(int changed) {
    return IntStream.range(1, 60)
        .mapToObj(i -> i == changed ? "  step_" + i + "();" : "  line_" + i + "();")
        .collect(Collectors.joining("\n"));
  }

  @Test
  void aLongDefinitionIsShownAroundItsDifference() {
    assertThat(text.of("differs", "function f()", lines(0), lines(41)))
        .isEqualTo(
            """
              differs  function f()
                  - expected, + live, line 41:
                      line_39();
                      line_40();
                  -   line_41();
                  +   step_41();
                      line_42();
                      line_43();
            """);
  }

  @Test
  void aLongLineIsCutAroundItsDifference() {
    String same = "a or ".repeat(100);
    assertThat(text.of("differs", "constraint c", same + "b" + same, same + "c" + same))
        .contains("- …", "a or ba or", "a or ca or")
        .hasSizeLessThan(700);
  }

  @Test
  void onlyWhiteSpaceIsSaidToBeThat() {
    assertThat(
            text.of("differs", "function f()", "begin  x := 'a b';\nend", "begin\n x:='a b'; end"))
        .isEqualTo("  differs  function f() (only white space differs)\n");
    assertThat(text.of("differs", "function f()", "x := 'a  b'", "x := 'a b'")).contains("a  b");
    assertThat(text.of("differs", "function f()", "select a b", "select ab")).contains("live:");
  }

  @Test
  void aLongStringInADefinitionIsNoTrouble() {
    String body = "x := '" + "it''s ".repeat(20_000) + "'";
    assertThat(text.of("differs", "function f()", body, " " + body)).contains("only white space");
    assertThat(text.of("differs", "function f()", body, body + ";")).contains("line 1");
  }

  @Test
  void whatIsExtraOrMissingIsShown() {
    assertThat(text.of("extra", "grant on table book", null, "select to app"))
        .isEqualTo("  extra    grant on table book\n      live:     select to app\n");
    assertThat(text.of("missing", "column t.a", "integer", null))
        .isEqualTo("  missing  column t.a\n      expected: integer\n");
  }
}
