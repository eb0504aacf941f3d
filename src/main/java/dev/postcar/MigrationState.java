package dev.postcar;

import java.util.Locale;

/** What a migration is, seen from the database and from the class path at once: one state each. */
public enum MigrationState {
  /** Started but not finished: a non-transactional migration that was cut off. */
  INTERRUPTED,
  /** Applied, and its class is no longer there. */
  MISSING,
  /** Applied, and its class now has other SQL. */
  CHANGED,
  /** Applied, or marked as applied. */
  APPLIED,
  /** Recorded as skipped. */
  SKIPPED,
  /** Not applied, and older than the newest applied one of its package. */
  OUT_OF_ORDER,
  /** Applied once, and rolled back since. */
  REVERTED,
  /** Not applied. */
  PENDING;

  /**
   * The name that people and JSON see.
   *
   * @return for example {@code out-of-order}
   */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Returns whether a migrate has this one still to do.
   *
   * @return true for pending, reverted and out-of-order
   */
  public boolean isPending() {
    return this == PENDING || this == REVERTED || this == OUT_OF_ORDER;
  }
}
