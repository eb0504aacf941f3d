package dev.postcar.result;

import java.util.List;

/**
 * A migration that was applied, rolled back, or recorded.
 *
 * @param id its full name
 * @param durationMs milliseconds by the server's clock
 * @param notices what the server said meanwhile, such as {@code WARNING: …}
 */
public record MigrationResult(String id, long durationMs, List<String> notices) {

  /** Takes a copy. */
  public MigrationResult {
    notices = List.copyOf(notices);
  }

  /** One of which the server said nothing, or nobody knows what. */
  public MigrationResult(String id, long durationMs) {
    this(id, durationMs, List.of());
  }
}
