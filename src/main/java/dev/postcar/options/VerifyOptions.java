package dev.postcar.options;

import dev.postcar.PostcarException;

/**
 * Which migrations are verified, and how strictly.
 *
 * @param from the first one, by any unambiguous form of its name; null for the first there is
 * @param only the only one; null for all
 * @param strict whether a migration without a rollback is a finding
 */
public record VerifyOptions(String from, String only, boolean strict) {

  /** Refuses what excludes each other. */
  public VerifyOptions {
    if (from != null && only != null) {
      throw new PostcarException.Configuration("--from and --only cannot be combined: use one.");
    }
  }

  /**
   * All of them; those without a rollback are listed.
   *
   * @return the verification
   */
  public static VerifyOptions all() {
    return new VerifyOptions(null, null, false);
  }
}
