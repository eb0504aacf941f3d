package dev.postcar.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.testing.TestServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What refuses a transaction block, against the server that refuses it. */
final class StatementKindServerTest {

  /** Syntax error, undefined object: statements and options that came with a later version. */
  private static final Set<String> UNKNOWN_TO_AN_OLD_SERVER = Set.of("42601", "42704", "0A000");

  private static final String ACTIVE_SQL_TRANSACTION = "25001";
  private static final String FIXTURE =
      """
      create schema statement_kind;
      set local search_path to statement_kind;
      create table t (a int primary key);
      create index i on t (a);
      alter table t cluster on i;
      create materialized view v as select a from t;
      create unique index vi on v (a);
      create table parent (a int) partition by range (a);
      create table part partition of parent for values from (1) to (2);
      create type e as enum ('a');
      create publication p;
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create database no_such_database",
        "drop database if exists no_such_database",
        "alter database postgres set tablespace pg_default",
        "alter database postgres set work_mem = '5MB'",
        "alter database postgres rename to postgres_2",
        "create tablespace no_such location '/nowhere'",
        "drop tablespace if exists no_such",
        "alter system set work_mem = '5MB'",
        "alter system reset all",
        "vacuum",
        "vacuum (analyze) t",
        "vacuum full t",
        "analyze t",
        "create index concurrently on t (a)",
        "create unique index concurrently if not exists x on t (a)",
        "create index x on t (a)",
        "drop index concurrently i",
        "drop index i",
        "reindex index concurrently i",
        "reindex (concurrently) table t",
        "reindex (concurrently off) table t",
        "reindex (verbose, concurrently true, concurrently 'off') table t",
        "reindex (verbose) schema statement_kind",
        "reindex database postgres",
        "reindex system postgres",
        "reindex table t",
        "reindex index i",
        "cluster",
        "cluster verbose",
        "cluster t",
        "cluster verbose t",
        "cluster t using i",
        "alter table parent detach partition part concurrently",
        "alter table parent * detach partition part concurrently",
        "alter table parent detach partition part",
        "create subscription s connection 'port=1' publication p",
        "create subscription s connection 'port=1' publication p with (create_slot = true)",
        "create subscription s connection 'port=1' publication p, q with (enabled, create_slot)",
        "create subscription s connection 'port=1' publication p with (connect = false)",
        "create subscription s connection 'port=1' publication p with (create_slot = 'off')",
        "discard all",
        "discard temp",
        "discard plans",
        "refresh materialized view v",
        "refresh materialized view concurrently v",
        "alter type e add value 'b'",
        "checkpoint",
        "listen x",
        "create extension if not exists plpgsql",
        "lock table t",
        "truncate t",
        "alter role current_user set work_mem = '5MB'"
      })
  void aStatementRefusesATransactionWhereTheServerSaysSo(String sql) throws Exception {
    Statement statement = SqlScript.statements(sql).get(0);
    String state = stateInTransaction(sql);
    Assumptions.assumeFalse(
        UNKNOWN_TO_AN_OLD_SERVER.contains(state) && isOld(), "this server does not know it yet");
    assertThat(StatementKind.refusesTransaction(statement))
        .isEqualTo(ACTIVE_SQL_TRANSACTION.equals(state));
  }

  private static boolean isOld() throws Exception {
    try (Connection connection = DriverManager.getConnection(TestServer.url())) {
      return connection.getMetaData().getDatabaseMajorVersion() < 15;
    }
  }

  /** The SQLSTATE of a statement in a transaction; empty where it is done. */
  private static String stateInTransaction(String sql) throws Exception {
    try (Connection connection = DriverManager.getConnection(TestServer.url());
        java.sql.Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(FIXTURE);
      try {
        statement.execute(sql);
        return "";
      } catch (SQLException e) {
        return e.getSQLState();
      } finally {
        connection.rollback();
      }
    }
  }
}
