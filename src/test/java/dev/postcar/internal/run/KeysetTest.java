package dev.postcar.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a round by key sends. */
final class KeysetTest {

  private static final String SQL =
      "update t set n = 1 where \"Id\" in (select \"Id\" from t where t.\"Id\" > :after order by \"Id\""
          + " limit 2) returning \"Id\"";

  @Test
  void theFirstRoundBeginsAtTheBeginningAndTheOthersAfterTheLastKey() {
    Keyset keyset = Keyset.of(SQL);
    assertThat(keyset.round(null))
        .contains("where t.\"Id\" is not null order by \"Id\" limit 2) returning \"Id\"\n)\nselect")
        .doesNotContain(":after");
    assertThat(keyset.round("o'neil")).contains("where t.\"Id\" > 'o''neil' order by");
    assertThat(keyset.round("a\\b$1")).contains("> E'a\\\\b$1' order".replace("> E", ">  E"));
  }

  @Test
  void aStatementWithoutTheMarkIsNone() {
    assertThat(Keyset.of("update t set n = 1")).isNull();
    assertThat(Keyset.of("update t set n = ':after', m = x::after")).isNull();
  }

  @Test
  void onlyTheLimitMayDiffer() {
    String sql = "delete from t where n = 'a  b' limit 100";
    assertThat(Keyset.withoutLimit(sql)).isEqualTo(Keyset.withoutLimit(sql.replace("100", "5")));
    assertThat(Keyset.withoutLimit(sql)).isNotEqualTo(Keyset.withoutLimit(sql.replace("  ", " ")));
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
        "delete from t where id > :after and n < :after returning id",
        "delete from t where id in (select id from t where id > :after order by id limit 9) and n = 1"
            + " returning id",
        "delete from t where id in (select id from t where id > :after limit 9) returning id",
        "delete from t where id in (select id from t where id > :after order by id desc limit 9)"
            + " returning id",
        "delete from t where id in (select id from t where id > :after order by n limit 9) returning"
            + " id",
        "delete from t where id in (select id from t where id > :after order by id limit 9)"
            + " returning n, id",
        "delete from t where id in (select id from t where n > :after order by id limit 9) returning"
            + " id"
      })
  void anyOtherFormIsRefused(String sql) {
    assertThatThrownBy(() -> Keyset.of(sql))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("key > :after order by key limit");
  }
}
