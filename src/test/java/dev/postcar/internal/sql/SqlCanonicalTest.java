package dev.postcar.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SqlCanonicalTest {

  static String[][] pairs() {
    return new String[][] {
      {"", ""},
      {" \t\r\n\f", ""},
      {"-- x", ""},
      {"/* /* */ */", ""},
      {"  select   1  ;  ", "select 1 ;"},
      {"select 1;-- end\n", "select 1;"},
      {"a/**/b", "a b"},
      {"a /* x */ /* y */\n-- z\n b", "a b"},
      {"a--x\n--y\nb", "a b"},
      {"a -/*x*/- b", "a - - b"},
      {"a\r\n\r\nb", "a b"},
      {"select '  a -- b ''  ''  /*'", "select '  a -- b ''  ''  /*'"},
      {"select  E'\\'  --'  x", "select E'\\'  --' x"},
      {"select '\\'  --'  x", "select '\\'"},
      {"select  \"a  \"\"  b\"  x", "select \"a  \"\"  b\" x"},
      {"do  $a$  --  $$  $b$  $a$  x", "do $a$  --  $$  $b$  $a$ x"},
      {"a$b$  c$b$", "a$b$ c$b$"},
      {"select 1\u00a0  2", "select 1\u00a0 2"},
      {"E'a'\n  'b\\'  c'  d", "E'a' 'b\\'  c' d"},
      {"E'a' 'b\\'  c'  d", "E'a' 'b\\'  c' d"},
      {"select ( 1 )", "select ( 1 )"},
      {"SELECT A", "SELECT A"},
    };
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void whiteSpaceAndCommentsOutsideQuotesBecomeOneSpace(String sql, String canonical) {
    assertThat(SqlScript.canonical(sql)).isEqualTo(canonical);
    assertThat(SqlScript.canonical(canonical)).isEqualTo(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"'a  b ", "\"a  b ", "$$a  b ", "$x$a  b $$", "/* a  /* */  b ", "E'a\\'  b\\"})
  void whatIsNeverClosedStaysAsItIs(String rest) {
    assertThat(SqlScript.canonical("  select  1  " + rest)).isEqualTo("select 1 " + rest);
    assertThat(SqlScript.canonical("select 1 " + rest)).isEqualTo("select 1 " + rest);
  }

  @ParameterizedTest
  @CsvSource({"a b, ab", "select 'a b', select 'a  b'", "A, a", "a - b, a -b", "- -, --"})
  void otherTextsStayDifferent(String one, String other) {
    assertThat(SqlScript.canonical(one)).isNotEqualTo(SqlScript.canonical(other));
  }
}
