package dev.postcar;

/** Which way a migration is going. */
public enum Direction {
  /** The migration is being applied. */
  FORWARD,
  /** The migration is being undone. */
  ROLLBACK
}
