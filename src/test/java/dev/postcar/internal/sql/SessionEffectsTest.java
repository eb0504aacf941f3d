package dev.postcar.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SessionEffectsTest {

  @Test
  void settingsAreFoundInEachOfTheirForms() {
    assertThat(settings("set search_path = shop, public")).isEqualTo("search_path");
    assertThat(settings("SET LOCAL Work_Mem TO '64MB'")).isEqualTo("work_mem");
    assertThat(settings("set session role x")).isEqualTo("role");
    assertThat(settings("set local role x")).isEqualTo("role");
    assertThat(settings("reset role")).isEqualTo("role");
    assertThat(settings("set time zone 'UTC'")).isEqualTo("timezone");
    assertThat(settings("set names 'latin1'")).isEqualTo("client_encoding");
    assertThat(settings("set schema 'x'")).isEqualTo("search_path");
    assertThat(settings("set app.user = 'x'")).isEqualTo("app.user");
    assertThat(settings("set \"app\".\"user\" = 'x'")).isEqualTo("app.user");
    assertThat(settings("select pg_catalog.set_config('search_path', '', false)"))
        .isEqualTo("search_path");
    assertThat(settings("do $$ begin set local role x; update t set a = 1; end $$"))
        .isEqualTo("role");
  }

  @Test
  void otherStatementsChangeNone() {
    assertThat(settings("update t set role = 1")).isEmpty();
    assertThat(settings("alter table t set (fillfactor = 70)")).isEmpty();
    assertThat(
            settings(
                "create function f() returns int language sql set work_mem = '1MB' as 'select 1'"))
        .isEmpty();
    assertThat(settings("alter role x set search_path = y")).isEmpty();
    assertThat(
            SessionEffects.of("create table temp_x (id int); comment on table temp_x is 'temp'")
                .leftovers())
        .isEmpty();
  }

  @Test
  void whatElseStaysInASessionIsClearedAway() {
    assertThat(SessionEffects.of("create temp table x (id int)").leftovers())
        .containsExactly("discard temp");
    assertThat(SessionEffects.of("create or replace temporary view x as select 1").leftovers())
        .containsExactly("discard temp");
    assertThat(SessionEffects.of("select 1 into temp x").leftovers())
        .containsExactly("discard temp");
    assertThat(SessionEffects.of("prepare x as select 1; listen y").leftovers())
        .containsExactly("deallocate all", "unlisten *");
    assertThat(SessionEffects.of("set constraints all deferred").leftovers())
        .containsExactly("set constraints all immediate");
  }

  @Test
  void whatCannotBeTakenBackIsNamed() {
    assertThat(SessionEffects.of("select 1; set session authorization x").unclear())
        .isEqualTo("set session authorization x");
    assertThat(SessionEffects.of("reset all").unclear()).isEqualTo("reset all");
    assertThat(SessionEffects.of("select set_config(name, value, true) from s").unclear())
        .isEqualTo("select set_config(name, value, true) from s");
    assertThat(SessionEffects.of("set role x").unclear()).isNull();
  }

  private static String settings(String sql) {
    return String.join(",", SessionEffects.of(sql).settings());
  }
}
