package dev.postcar.faults;

/**
 * Something that a sweep found to be wrong.
 *
 * @param kind for the table
 * @param text what was said, and what is so
 */
record Falsehood(Kind kind, String text) {

  /** What went wrong. */
  enum Kind {
    LOST,
    TWICE,
    STATE,
    ADVICE
  }
}
