package dev.postcar.internal.source.edit;

import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.internal.sql.SqlScript;
import dev.postcar.internal.sql.StatementKind;

/**
 * Migrations outside a transaction that need none where the database is empty: without CONCURRENTLY
 * they can be a part of a squash.
 */
final class PlainIndexes {

  private PlainIndexes() {}

  /** The migration without CONCURRENTLY; as it is where that does not make it transactional. */
  static AvailableMigration of(AvailableMigration one) {
    if (one.transactional() || one.code()) {
      return one;
    }
    String forward = StatementKind.withoutConcurrently(one.forwardSql());
    String rollback =
        one.rollbackSql() == null ? null : StatementKind.withoutConcurrently(one.rollbackSql());
    boolean alone =
        refusesTransaction(forward) || (rollback != null && refusesTransaction(rollback));
    return alone ? one : one.withSql(forward, rollback, true);
  }

  private static boolean refusesTransaction(String sql) {
    return SqlScript.statements(sql).stream().anyMatch(StatementKind::refusesTransaction);
  }
}
