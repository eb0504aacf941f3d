package dev.postcar;

/** How much a hint of {@code trace} matters; the later ones matter more. */
public enum HintLevel {
  /** Worth knowing. */
  INFO,
  /** Harms in some circumstances. */
  WARN,
  /** Stops reads or writes for as long as a large table takes, or fails. */
  DANGER;

  /**
   * The next level.
   *
   * @return the highest for the highest
   */
  public HintLevel raised() {
    return this == INFO ? WARN : DANGER;
  }

  /**
   * The level before.
   *
   * @return the lowest for the lowest
   */
  public HintLevel lowered() {
    return this == DANGER ? WARN : INFO;
  }
}
