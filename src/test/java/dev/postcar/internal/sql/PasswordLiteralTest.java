package dev.postcar.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PasswordLiteralTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "create role a password 'secret' | create role a password '******'",
        "alter user a with PASSWORD  'it''s' valid until 'x' | alter user a with PASSWORD  '*****' valid until 'x'",
        "create role a password e'a\\'b' login | create role a password e'****' login",
        "create role a password $$se$cret$$ | create role a password $$*******$$",
        "options (user 'a', password 'b') | options (user 'a', password '*')",
        "connection 'host=h password=abc dbname=d' | connection 'host=h password=*** dbname=d'",
        "connection 'host=h password=''a b'' dbname=d' | connection 'host=h password=''***'' dbname=d'",
        "create table user_password (password text) | create table user_password (password text)",
        "alter role a password /* new */ 'secret' | alter role a password /* new */ '******'",
        "execute 'alter role a password ''secret'''; | execute 'alter role a password ''******''';",
        "create role a password null | create role a password null"
      })
  void aPasswordIsCoveredAndNothingMoves(String sql, String hidden) {
    assertThat(PasswordLiteral.hide(sql, sql)).isEqualTo(hidden).hasSameSizeAs(sql);
  }

  /** Above what is shown. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "alter role a password 'secret'\n 'rest'; select 'x'\nalter role a password '******'\n '****'; select 'x'",
        "format('alter role a password %L', 'secret'); select 'x'\nformat('alter role a password %L', '******'); select 'x'",
        "format('alter role a password ''%2$s'' createdb', 'b', 'secret')\nformat('alter role a password ''%2$s'' createdb', '*', '******')",
        "'alter role a password ' || quote_literal('secret');\n'alter role a password ' || quote_literal('******');",
        "'alter role a password ''' || E's\\'t' || ''''; $$\n'alter role a password ''' || E'****' || '**'; $$",
        "concat('alter role a password ''', 'secret', '''')\nconcat('alter role a password ''', '******', '**')",
        "'alter role a password ' || new.value; 'x'\n'alter role a password ' || new.value; 'x'",
        "alter role a password 'secret'; 'x'\nalter role a password '******'; 'x'"
      })
  void onePutTogetherIsCovered(String both) {
    String sql = both.substring(0, both.length() / 2);
    String hidden = both.substring(both.length() / 2 + 1);
    assertThat(PasswordLiteral.hide(sql, sql)).isEqualTo(hidden);
  }

  @Test
  void aLongOneTakesNeitherStackNorTime() {
    String sql = "create role a password '" + "a''".repeat(200_000) + "'";
    assertThat(PasswordLiteral.hide(sql, sql)).endsWith("***'").hasSameSizeAs(sql);
    assertThat(PasswordLiteral.isIn("password ".repeat(100_000))).isFalse();
    assertThat(PasswordLiteral.isIn("password %s ".repeat(100_000))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"create role a pasword 'secret' | false", "create role a password 'secret' | true"})
  void isFound(String sql, boolean there) {
    assertThat(PasswordLiteral.isIn(sql)).isEqualTo(there);
  }

  @ParameterizedTest
  @CsvSource({
    "no jdbc:postgresql://h/d?user=u&password=s3cret.,no jdbc:postgresql://h/d?user=u&password=****",
    "postgres://h?PASSWORD=a%20b&sslPassword=c&x=1 y,postgres://h?PASSWORD=****&sslPassword=****&x=1 y",
    "postgres://u:a@h/d?password=b \"c\",postgres://u:****@h/d?password=**** \"c\"",
    "http://h?password_hint=a&x=b,http://h?password_hint=a&x=b"
  })
  void aUrlIsShownWithoutAPassword(String text, String shown) {
    assertThat(PasswordLiteral.masked(text)).isEqualTo(shown);
  }
}
