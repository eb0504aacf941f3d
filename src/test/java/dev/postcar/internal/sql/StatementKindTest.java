package dev.postcar.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StatementKindTest {

  private static Statement statement(String sql) {
    return SqlScript.statements(sql).get(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BEGIN",
        "begin work isolation level serializable",
        "Start /* x */ Transaction read only",
        "commit",
        "commit and chain",
        "COMMIT PREPARED 'x'",
        "end",
        "end transaction",
        "abort",
        "rollback",
        "rollback work and no chain",
        "rollback prepared 'x'",
        "prepare transaction 'x'",
        "set transaction isolation level serializable",
        "set local transaction read only",
        "set session transaction read only",
        "set transaction snapshot 'x'",
        "set session characteristics as transaction read only",
        "-- x\nset/**/session--\ncharacteristics as transaction read only"
      })
  void transactionsAreControlledBy(String sql) {
    assertThat(StatementKind.controlsTransaction(statement(sql))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "savepoint a",
        "release a",
        "release savepoint a",
        "rollback to a",
        "rollback work to savepoint a",
        "rollback transaction to a",
        "prepare transaction as select 1",
        "prepare transaction (int) as select $1",
        "prepare p as select 1",
        "set local transaction_isolation = 'serializable'",
        "set transaction.x = 1",
        "set session characteristics to 1",
        "set constraints all deferred",
        "do 'begin commit; end'",
        "create procedure p() begin atomic end",
        "\"commit\"",
        "start",
        "select 1"
      })
  void transactionsAreNotControlledBy(String sql) {
    assertThat(StatementKind.controlsTransaction(statement(sql))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "set search_path to a, b",
        "set session search_path = a",
        "SET ROLE x",
        "set session authorization x",
        "set session characteristics as transaction read only",
        "set time zone 'UTC'",
        "set local.x = 1",
        "set session local.x = 1",
        "set constraints.x to 1",
        "reset all",
        "reset role",
        "select set_config('a.b', 'c', false)",
        "select pg_catalog.set_config('search_path', 'app', false)"
      })
  void settingsOfTheSessionAreChangedBy(String sql) {
    assertThat(StatementKind.isSet(statement(sql))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "set local search_path to a",
        "set constraints all deferred",
        "set transaction read only",
        "set session transaction read only",
        "set local transaction read only",
        "select set_config('a.b', 'c', false), grow()",
        "update t set a = 1",
        "alter table t set (fillfactor = 10)"
      })
  void settingsOfTheSessionAreNotChangedBy(String sql) {
    assertThat(StatementKind.isSet(statement(sql))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "copy t from stdin",
        "COPY \"T\" (a, \"from\") FROM STDIN WITH (FORMAT csv)",
        "copy a.b.c from stdin csv",
        "copy a . \"b\" to stdout",
        "copy binary t to stdout",
        "copy (select ';', (1) from stdin) to stdout",
        "copy t to stdin",
        "copy public.from from stdout"
      })
  void dataPassThroughTheClientOf(String sql) {
    assertThat(StatementKind.copiesThroughClient(statement(sql))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "copy t from 'stdin'",
        "copy t to '/tmp/stdout'",
        "copy t from program 'cat'",
        "copy stdin from 'x'",
        "copy (select 1) to 'stdout'",
        "select 'copy t from stdin'",
        "copy"
      })
  void dataDoNotPassThroughTheClientOf(String sql) {
    assertThat(StatementKind.copiesThroughClient(statement(sql))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create index concurrently on t (a)",
        "create unique index concurrently if not exists i on t (a)",
        "CREATE INDEX /* x */ CONCURRENTLY \"I\" ON t (a)",
        "drop index concurrently if exists a, b",
        "reindex index concurrently i",
        "reindex (verbose) table concurrently t",
        "reindex (verbose, concurrently) table t",
        "reindex (concurrently true) schema s",
        "reindex (concurrently off, concurrently 1) table t",
        "alter table t detach partition p concurrently",
        "alter table if exists only \"a\".b detach partition \"c\".d concurrently",
        "alter table only (t) detach partition p concurrently",
        "alter table t * detach partition p concurrently"
      })
  void theseWorkConcurrently(String sql) {
    assertThat(StatementKind.concurrently(statement(sql))).isTrue();
    assertThat(StatementKind.refusesTransaction(statement(sql))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create index \"concurrently\" on t (a)",
        "create index i on t (a)",
        "drop index \"concurrently\"",
        "drop table concurrently",
        "reindex table t",
        "reindex (concurrently false) table t",
        "reindex (concurrently 'off', verbose) table t",
        "reindex (concurrently 0) table t",
        "alter table t detach partition p",
        "alter table t detach partition p finalize",
        "alter table t detach partition \"concurrently\"",
        "alter table t add column concurrently int",
        "refresh materialized view concurrently v",
        "comment on table t is 'create index concurrently'"
      })
  void theseDoNotWorkConcurrently(String sql) {
    assertThat(StatementKind.concurrently(statement(sql))).isFalse();
    assertThat(StatementKind.refusesTransaction(statement(sql))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "drop subscription s",
        "drop subscription if exists s",
        "alter subscription s refresh publication",
        "alter subscription s refresh publication with (copy_data = false)",
        "alter subscription s set publication p",
        "alter subscription s add publication p with (refresh = true)"
      })
  void statementsOfASubscriptionWithASlotRefuseATransaction(String sql) {
    assertThat(StatementKind.refusesTransaction(statement(sql))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "repack | true",
        "repack (verbose) | true",
        "repack using index | true",
        "repack (concurrently) t | true",
        "REPACK (verbose, Concurrently on) s.t using index i | true",
        "repack (concurrently false) t | false",
        "repack t | false",
        "repack t using index i | false",
        "repack \"using\" | false",
        "wait for lsn '0/0' | true"
      })
  void whatPostgres19HasMoreRefusesATransactionOrNot(String sql, boolean refuses) {
    assertThat(StatementKind.refusesTransaction(statement(sql))).isEqualTo(refuses);
  }

  @Test
  void clusteringEverythingRefusesATransaction() {
    // With options since PostgreSQL 17.
    assertThat(StatementKind.refusesTransaction(statement("cluster (verbose)"))).isTrue();
    assertThat(StatementKind.refusesTransaction(statement("cluster (verbose) t"))).isFalse();
    assertThat(StatementKind.refusesTransaction(statement("cluster \"verbose\""))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alter subscription s set publication p with (refresh = false)",
        "alter subscription s drop publication p with (copy_data, refresh off)",
        "alter subscription s disable",
        "alter subscription s rename to refresh"
      })
  void otherStatementsOfASubscriptionTakeATransaction(String sql) {
    assertThat(StatementKind.refusesTransaction(statement(sql))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vacuum",
        "create",
        "reindex (",
        "reindex (concurrently",
        "copy (select",
        "set",
        "alter",
        "alter table",
        "alter table t detach partition",
        "create index concurrently",
        "rollback",
        "create subscription s with",
        "\"",
        "'",
        "$$",
        "/*",
        "set session"
      })
  void anyTextCanBeAsked(String sql) {
    Statement statement = new Statement(sql, 0, sql.length(), 1, java.util.List.of());
    assertThat(StatementKind.copiesThroughClient(statement)).isFalse();
    assertThat(StatementKind.controlsTransaction(statement)).isEqualTo(sql.equals("rollback"));
    assertThat(StatementKind.refusesTransaction(statement))
        .isEqualTo(
            sql.equals("vacuum")
                || sql.contains("concurrently")
                || sql.startsWith("create subscription"));
    assertThat(CatalogEffect.of(statement).kind()).isNotEqualTo(CatalogEffect.Kind.CREATE_INDEX);
  }

  @Test
  void aConcurrentIndexIsKnownByItsNamesAsTheyAreWritten() {
    assertThat(effect("create index concurrently i on t (a)")).isEqualTo("CREATE_INDEX i t");
    assertThat(
            effect(
                "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS \"My \"\"I\" -- x\n"
                    + "ON ONLY Shop . \"Book\" USING btree (a)"))
        .isEqualTo("CREATE_INDEX \"My \"\"I\" Shop.\"Book\"");
    assertThat(effect("create index concurrently on s.t (a)")).isEqualTo("CREATE_INDEX null s.t");
    assertThat(effect("create index concurrently if on t (a)")).isEqualTo("CREATE_INDEX if t");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "drop index concurrently if exists s.i ~ DROP_INDEX s.i null",
        "reindex (verbose) table concurrently \"T\" ~ REINDEX table \"T\" null",
        "reindex index concurrently i ~ REINDEX index i null",
        "reindex schema s ~ REINDEX schema s null",
        "reindex (concurrently) database d ~ REINDEX database d null",
        "alter table if exists only (p) detach partition s.c concurrently ~ DETACH s.c p",
        "alter table p * detach partition c concurrently ~ DETACH c p",
        "create database d ~ CREATE database d null",
        "drop database if exists d with (force) ~ DROP database d null",
        "create tablespace x location '/x' ~ CREATE tablespace x null",
        "drop subscription s ~ DROP subscription s null",
        "alter subscription s add publication p ~ ADD_PUBLICATION s p",
        "alter subscription s drop publication p ~ DROP_PUBLICATION s p",
        "alter subscription s refresh publication ~ REPEATABLE s null",
        "alter subscription s set publication p ~ REPEATABLE s null",
        "alter system set work_mem = '1MB' ~ REPEATABLE null null",
        "alter database d set tablespace x ~ REPEATABLE null null",
        "vacuum t ~ REPEATABLE null null",
        "discard all ~ REPEATABLE null null",
        "cluster ~ REPEATABLE null null",
        "call p() ~ UNKNOWN null null",
        "do 'begin commit; end' ~ UNKNOWN null null",
        "create table t () ~ UNKNOWN null null"
      })
  void whatAStatementChangesInTheCatalogIsReadFromIt(String sql, String effect) {
    assertThat(effect(sql)).isEqualTo(effect);
  }

  private static String effect(String sql) {
    CatalogEffect effect = CatalogEffect.of(statement(sql));
    return effect.kind()
        + (effect.object().isEmpty() ? " " : " " + effect.object() + " ")
        + effect.name()
        + " "
        + effect.on();
  }
}
