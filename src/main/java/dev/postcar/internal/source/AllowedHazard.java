package dev.postcar.internal.source;

/**
 * A hazard that a migration allows.
 *
 * @param id one that {@code trace} knows
 * @param because why; one line, not blank
 */
public record AllowedHazard(String id, String because) {

  /** Takes the reason as one line. */
  public AllowedHazard {
    because = because.strip().replaceAll("\\s+", " ");
  }
}
