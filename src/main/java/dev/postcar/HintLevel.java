package dev.postcar;

import java.util.Locale;

/** How much a hint of {@code trace} matters; the later ones matter more. */
public enum HintLevel {
  /** Worth knowing. */
  INFO,
  /** Harms in some circumstances. */
  WARN,
  /** Stops reads or writes for as long as a large table takes, or fails. */
  DANGER;

  /**
   * As it is written on the command line and in JSON.
   *
   * @return in lower case
   */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

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
