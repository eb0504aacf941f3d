package dev.postcar;

import java.util.List;

/**
 * A migration that was applied, rolled back, or recorded.
 *
 * @param id its full name
 * @param durationMs milliseconds by the server's clock
 * @param notices what the server said meanwhile, such as {@code WARNING: …}
 */
public record Done(String id, long durationMs, List<String> notices) {

  /** Takes a copy. */
  public Done {
    notices = List.copyOf(notices);
  }

  /** One of which the server said nothing, or nobody knows what. */
  public Done(String id, long durationMs) {
    this(id, durationMs, List.of());
  }
}
