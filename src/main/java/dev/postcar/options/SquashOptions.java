package dev.postcar.options;

import java.util.Objects;

/**
 * Which migrations become one, and how.
 *
 * @param from the first one of the run, by any unambiguous form of its name; not null
 * @param to the last one; the new one gets its digits; not null
 * @param name words for the new one's name; null for usual ones
 * @param plainIndexes whether CONCURRENTLY is left out, so that migrations which run outside a
 *     transaction only for its sake can be a part
 */
public record SquashOptions(String from, String to, String name, boolean plainIndexes) {

  /** Refuses null. */
  public SquashOptions {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
  }

  /**
   * Keeps each statement as it is.
   *
   * @param from the first one of the run, by any unambiguous form of its name; not null
   * @param to the last one; not null
   * @param name words for the new one's name; null for usual ones
   */
  public SquashOptions(String from, String to, String name) {
    this(from, to, name, false);
  }
}
