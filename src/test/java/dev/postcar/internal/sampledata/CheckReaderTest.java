package dev.postcar.internal.sampledata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is understood of checks, as the server writes them, and of regular expressions. */
final class CheckReaderTest {

  private static Limits limits(String check) {
    CheckReader reader = new CheckReader();
    reader.read(check);
    return reader.of("a");
  }

  @Test
  void comparisonsAndListsBecomeLimits() {
    Limits between = limits("((a > '-1.5'::numeric) AND (a <= (20)::numeric))");
    assertThat(between.least).isEqualTo("-1.5");
    assertThat(between.isAboveLeast).isTrue();
    assertThat(between.greatest).isEqualTo("20");
    assertThat(between.isBelowGreatest).isFalse();
    assertThat(limits("(0 < a)").least).isEqualTo("0");
    assertThat(limits("((a = 1) OR (a = 2))").only).containsExactly("1", "2");
    assertThat(
            limits("((a)::text = ANY ((ARRAY['x'::character varying, 'it''s'::text])::text[]))")
                .only)
        .containsExactly("x", "it's");
    assertThat(limits("((a IS NULL) OR (a >= '2024-01-01'::date))").least).isEqualTo("2024-01-01");
    assertThat(limits("((length((a)::text) >= 2) AND (char_length(a) < 9))"))
        .extracting(limit -> limit.shortest, limit -> limit.longest)
        .containsExactly(2, 8);
    assertThat(limits("(a ~ E'^\\\\d+$'::text)").regex).isEqualTo("^\\d+$");
  }

  @Test
  void whatIsNotUnderstoodSaysNothing() {
    for (String check :
        List.of(
            "((a % 2) = 0)", "CASE WHEN a THEN b END", "((a = 1) OR (b = 2))", "(NOT (a = 1))")) {
      Limits limits = limits(check);
      assertThat(limits.only).as(check).isNull();
      assertThat(limits.least).as(check).isNull();
      assertThat(limits.greatest).as(check).isNull();
    }
    assertThat(CheckText.parse("CASE WHEN a THEN b END")).isNull();
  }

  @Test
  void columnsOfACheckAreNamesThatAreNoCallsAndNoTypes() {
    assertThat(
            CheckText.columns(
                "((\"a B\" > 0) AND (length(date) > 1) AND (x = '1'::name) AND 'quoted' <> b)",
                List.of("a B", "length", "date", "name", "quoted", "b")))
        .containsExactly("a B", "b", "date");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "^[A-Z]{3}-\\d{4}$",
        "^(alpha|be+ta)(-[0-9]+)?$",
        "^[^@ ]+@[^@ ]+\\.[a-z]{2,}$",
        "^\\+?[0-9 ]{5,15}$",
        "^(?:ab|cd)*x{2}$"
      })
  void textsMatchTheirRegularExpressionAndAreDifferent(String regex) {
    ValueSet texts = RegexText.of(regex, 3);
    Set<String> seen = new HashSet<>();
    for (long n = 0; n < Math.min(500, texts.size()); n++) {
      assertThat(texts.nth().apply(n)).matches(regex);
      assertThat(seen.add(texts.nth().apply(n))).as("%s twice", n).isTrue();
    }
  }

  @Test
  void aRegularExpressionThatIsNotUnderstoodGivesNoTexts() {
    assertThat(RegexText.of("^(?!a)b$", 3)).isNull();
    assertThat(RegexText.of("(a)\\1", 3)).isNull();
    assertThat(RegexText.of("a[", 3)).isNull();
  }
}
