package dev.postcar.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PositionTest {

  @Test
  void linesEndInAnyOfTheUsualWays() {
    String text = "a\nbc\r\nd\re";
    assertThat(Position.at(text, 0)).isEqualTo(new Position(1, 1, "a", ""));
    assertThat(Position.at(text, 1)).isEqualTo(new Position(1, 2, "a", " "));
    assertThat(Position.at(text, 3)).isEqualTo(new Position(2, 2, "bc", " "));
    assertThat(Position.at(text, 4)).isEqualTo(new Position(2, 3, "bc", "  "));
    assertThat(Position.at(text, 5).lineText()).isEqualTo("bc");
    assertThat(Position.at(text, 6)).isEqualTo(new Position(3, 1, "d", ""));
    assertThat(Position.at(text, 8)).isEqualTo(new Position(4, 1, "e", ""));
  }

  @Test
  void placesBeyondTheEndsAreTheEnds() {
    assertThat(Position.at("ab", -3)).isEqualTo(new Position(1, 1, "ab", ""));
    assertThat(Position.at("ab", 9)).isEqualTo(new Position(1, 3, "ab", "  "));
    assertThat(Position.at("", 0)).isEqualTo(new Position(1, 1, "", ""));
    assertThat(Position.ofServer("ab", 0)).isEqualTo(Position.at("ab", 0));
    assertThat(Position.ofServer("ab", 99)).isEqualTo(Position.at("ab", 2));
  }

  @Test
  void theServerCountsCodePoints() {
    assertThat(Position.ofServer("😀😀\n😀 x", 6)).isEqualTo(new Position(2, 3, "😀 x", "   "));
  }

  @Test
  void theCaretStandsUnderThePlace() {
    // A tab stays a tab, a wide character takes two columns, a combining accent none.
    assertThat(Position.at("\tab x", 4).indent()).isEqualTo("\t   ");
    assertThat(Position.at("日本 x", 3).indent()).isEqualTo("     ");
    assertThat(Position.at("e\u0301 x", 3).indent()).isEqualTo("  ");
    assertThat(Position.at("größe x", 6).indent()).isEqualTo("      ");
  }
}
