package dev.postcar.internal.history;

import dev.postcar.PostcarException;
import dev.postcar.internal.sql.Quote;

/**
 * The rows of one target in a bookkeeping that many may share.
 *
 * @param namespace the bookkeeping's schema
 * @param target whose they are; empty in a bookkeeping of one target only
 */
record TargetRows(String namespace, String target) {

  /** The schema as it stands in SQL. */
  String schema() {
    return Quote.identifier(namespace);
  }

  /** The target as it stands in SQL. */
  String literal() {
    return Quote.literal(target);
  }

  /**
   * A condition that chooses them.
   *
   * @param table a table, or its alias, that has the column
   */
  String own(String table) {
    return table + ".target = " + literal();
  }

  /**
   * Whether this transaction has moved the generation: a condition for the row v of the table
   * version. Not by its {@code xmin}: in a savepoint that a migration has left open that is a
   * subtransaction's.
   */
  String moved() {
    return own("v") + " and v.xid = pg_catalog.pg_current_xact_id()";
  }

  /**
   * A query that also reads a bookkeeping up to 0.3, whose tables have no column target: there a
   * bare {@code target} is the one of the subquery around it, which is empty.
   *
   * @param query names the column without its table; its own columns have names
   */
  static String ofAnyVersion(String query) {
    return "select r.* from (select ''::text as target) up_to_03 cross join lateral (%s) r"
        .formatted(query);
  }

  /**
   * Refuses a bookkeeping of one target where a shared one is wanted, and the other way round.
   *
   * @param other another target that has rows in it; empty for a bookkeeping of one
   */
  void refuseBeside(String other) {
    if (target.isEmpty()) {
      throw new PostcarException.Refusal(
          """
          Refused: the bookkeeping in schema %s is shared by the targets of a fleet, such as %s, and this run has no target.
          State: nothing was changed.
          Next: use the fleet commands, or another namespace."""
              .formatted(schema(), shown(other)));
    }
    if (other.isEmpty()) {
      throw new PostcarException.Refusal(
          """
          Refused: the bookkeeping in schema %s is not shared: it has the history of one target, and not of %s.
          State: nothing was changed.
          Next: use another namespace for the bookkeeping that the fleet shares."""
              .formatted(schema(), shown(target)));
    }
  }

  /** A line feed of others' would forge what is printed. */
  private static String shown(String name) {
    return '"' + name.replaceAll("\\p{Cntrl}", "?") + '"';
  }
}
