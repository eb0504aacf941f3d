package dev.postcar.result;

import java.util.Locale;

/**
 * What was, or would be, done to a managed view.
 *
 * @param id its full name
 * @param outcome what
 * @param with the full name of the migration in whose transaction; null for one of its own
 */
public record ViewChange(String id, Outcome outcome, String with) {

  /** What can be done to a managed view. */
  public enum Outcome {
    /** It was not there, and is now. */
    CREATED,
    /** It was dropped and created again. */
    RECREATED,
    /** It was there, and is no longer. */
    DROPPED;

    /**
     * As it is written in results and in the event log.
     *
     * @return in lower case
     */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
