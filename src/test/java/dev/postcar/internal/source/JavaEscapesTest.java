package dev.postcar.internal.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Escapes that Java reads before PostgreSQL can. */
final class JavaEscapesTest {

  private static String block(String sql) {
    return "String up() { return \"\"\"\n    " + sql + "\n    \"\"\"; }";
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "where name ~ '\\s+' | \\s | a space",
        "where name ~ '^\\t' | \\t | a tab",
        "where name ~ '\\bword' | \\b | a backspace",
        "select E'\\f' | \\f | a form feed",
        "select E'a\\rb' | \\r | a carriage return",
        "select regexp_replace(a, '(x)', '[\\1]') | \\1 | the character U+0001",
        "select '\\101x' | \\101 | the character U+0041",
        "do $$ begin perform '\\s'; end $$ | \\s | a space",
        "create table \"a\\tb\" () | \\t | a tab"
      })
  void insideQuotesAreFound(String sql, String text, String meaning) {
    assertThat(JavaEscapes.in(block(sql)))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.text()).isEqualTo(text);
              assertThat(one.meaning()).isEqualTo(meaning);
              assertThat(one.line()).isEqualTo(2);
            });
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "where name ~ '\\\\s+'",
        "select\\t1",
        "select 'a'\\s",
        "select 1 -- don't\\tworry",
        "select 'it\\'s'",
        "select 'a\\nb'"
      })
  void othersAreNot(String sql) {
    assertThat(JavaEscapes.in(block(sql))).isEmpty();
  }

  @Test
  void norAreThoseOfCommentsCharactersAndOtherStrings() {
    assertThat(
            JavaEscapes.in(
                "/* '\\s' */ // '\\s'\nchar a = '\\t', q = '\"', r = '\\''; String s = \"say\\t1\";"))
        .isEmpty();
    assertThat(JavaEscapes.in("char q = '\"'; String s = \"'\\t'\";")).hasSize(1);
  }
}
