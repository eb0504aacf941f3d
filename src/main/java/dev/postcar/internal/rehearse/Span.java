package dev.postcar.internal.rehearse;

/**
 * A time, in microseconds since the traffic began.
 *
 * @param to not before {@code from}
 */
record Span(long from, long to) {

  /** Whether another time has a moment in common with this one. */
  boolean meets(long otherFrom, long otherTo) {
    return otherFrom < to && otherTo > from;
  }
}
