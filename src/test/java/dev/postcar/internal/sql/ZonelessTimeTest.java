package dev.postcar.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A literal without a zone is named unless the type beside it has none either. */
final class ZonelessTimeTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "insert into a values ('2026-01-01 10:00')",
        "select timestamptz '2026-01-01 10:00'",
        "select timestamp with time zone '2026-01-01 10:00'",
        "select timestamp(3) with time zone '2026-01-01 10:00'",
        "select '2026-01-01 10:00'::timestamptz(3)",
        "select '2026-01-01 10:00'::timestamp(0) with time zone",
        "select cast('2026-01-01 10:00' as timestamp with time zone)",
        "create table a (at timestamptz not null default '2026-01-01 10:00')"
      })
  void whatTheSessionsZoneDecidesIsNamed(String sql) {
    assertThat(ZonelessTime.in(sql)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select timestamp '2026-01-01 10:00', timestamp(3) '2026-01-01 10:00'",
        "select timestamp(3) without time zone '2026-01-01 10:00', date '2026-01-01 10:00'",
        "select '2026-01-01 10:00'::timestamp(0), '2026-01-01 10:00'::date, '2026-01-01 10:00' :: text",
        "select cast('2026-01-01 10:00' as timestamp(3)), cast('2026-01-01 10:00' as varchar(20))",
        "select '2026-01-01 10:00'::timestamp without time zone",
        "create table a (at timestamp not null default '2026-01-01 10:00', b timestamp(0) without time"
            + " zone default '2026-01-01 10:00')",
        "comment on table a is '2026-01-01 10:00'"
      })
  void whatHasNoZoneAnywayIsNot(String sql) {
    assertThat(ZonelessTime.in(sql)).isEmpty();
  }
}
