package dev.postcar.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a round by key sends. */
final class KeysetTest {

  private static final String SQL =
      "update t set n = 1 where id in (select id from t where t.\"Id\" > :after limit 2) returning id";

  @Test
  void theFirstRoundBeginsAtTheBeginningAndTheOthersAfterTheLastKey() {
    Keyset keyset = Keyset.of(SQL);
    assertThat(keyset.round(null))
        .contains("where t.\"Id\" is not null limit 2) returning id\n)\nselect")
        .doesNotContain(":after");
    assertThat(keyset.round("o'neil")).contains("where t.\"Id\" > 'o''neil' limit 2)");
    assertThat(keyset.round("a\\b$1")).contains("> E'a\\\\b$1' limit".replace("> E", ">  E"));
  }

  @Test
  void aStatementWithoutTheMarkIsNone() {
    assertThat(Keyset.of("update t set n = 1")).isNull();
    assertThat(Keyset.of("update t set n = ':after', m = x::after")).isNull();
  }

  @Test
  void aMarkInTextStays() {
    assertThat(Keyset.of(SQL.replace("n = 1", "n = 'x > :after'")).round("7"))
        .contains("n = 'x > :after'")
        .contains("\"Id\" > '7'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "delete from t where id > :after",
        "delete from t where id >= :after returning id",
        "delete from t where :after < id returning id",
        "delete from t where id > :after and n < :after returning id"
      })
  void anyOtherFormIsRefused(String sql) {
    assertThatThrownBy(() -> Keyset.of(sql))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"column > :after\"");
  }
}
