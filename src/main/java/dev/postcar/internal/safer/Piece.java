package dev.postcar.internal.safer;

/**
 * A piece of a safe form.
 *
 * @param forward SQL; for {@link Kind#BATCHES} the one statement that is repeated
 * @param rollback SQL; null for none
 * @param about words for the name of its migration; empty for the main work
 * @param deploy what code must be deployed before it; null for none
 */
record Piece(Kind kind, String forward, String rollback, String about, String deploy) {

  /** What undoes a piece that leaves nothing in the catalog. */
  static final String NOTHING = "select 1";

  /** How it runs. */
  enum Kind {
    /** In a short transaction of its own. */
    SHORT,
    /** Outside any transaction. */
    OUTSIDE,
    /** As code, in batches. */
    BATCHES
  }

  static Piece brief(String about, String forward, String rollback) {
    return new Piece(Kind.SHORT, forward, rollback, about, null);
  }

  static Piece outside(String about, String forward, String rollback) {
    return new Piece(Kind.OUTSIDE, forward, rollback, about, null);
  }

  static Piece batches(String statement, String rollback) {
    return new Piece(Kind.BATCHES, statement, rollback, "Backfill", null);
  }

  Piece after(String code) {
    return new Piece(kind, forward, rollback, about, code);
  }
}
