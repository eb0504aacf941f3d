package dev.postcar;

/** Which way a migration is going. */
public enum Direction {
  /** The migration is being applied. */
  FORWARD,
  /** The migration is being undone. */
  ROLLBACK,
  /** What a failed forward left is being taken back: see {@link Compensate}. */
  COMPENSATE
}
