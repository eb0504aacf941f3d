package dev.postcar.internal.source;

import dev.postcar.Direction;

/**
 * The SQL file that a migration or a view was read from.
 *
 * @param file as messages show it
 * @param linesBefore how many lines of it precede the rollback, or the view's down part
 */
public record SqlOrigin(String file, int linesBefore) {

  /** Where one part of the file begins. */
  SqlPlace place(Direction direction) {
    return new SqlPlace(file, direction == Direction.FORWARD ? 0 : linesBefore);
  }
}
