package dev.postcar.options;

import dev.postcar.PostcarException;

/**
 * Which migrations are verified, and how strictly.
 *
 * @param from the first one, by any unambiguous form of its name; null for the first there is
 * @param to the last one; null for the last there is
 * @param only the only one; null for all
 * @param together whether they are one group: forward over all of them, back over all of them and
 *     forward again, compared only at the ends
 * @param strict whether a migration without a rollback is a finding
 */
public record VerifyOptions(String from, String to, String only, boolean together, boolean strict) {

  /** Refuses what excludes each other. */
  public VerifyOptions {
    if (only != null && (from != null || to != null || together)) {
      throw new PostcarException.Configuration(
          "--only cannot be combined with --from, --group or --all-down: use one.");
    }
  }

  /**
   * Each migration by itself.
   *
   * @param from the first one, by any unambiguous form of its name; null for the first there is
   * @param only the only one; null for all
   * @param strict whether a migration without a rollback is a finding
   */
  public VerifyOptions(String from, String only, boolean strict) {
    this(from, null, only, false, strict);
  }

  /**
   * Each migration by itself, and all of them; those without a rollback are listed.
   *
   * @return the verification
   */
  public static VerifyOptions all() {
    return new VerifyOptions(null, null, false);
  }

  /**
   * Several migrations as one group, whose rollbacks undo only together.
   *
   * @param from the first one, by any unambiguous form of its name; not null
   * @param to the last one; not null
   * @return the verification
   */
  public static VerifyOptions group(String from, String to) {
    return new VerifyOptions(from, to, null, true, false);
  }

  /**
   * All migrations as one group: all forward, all back, and all forward again.
   *
   * @return the verification
   */
  public static VerifyOptions allDown() {
    return new VerifyOptions(null, null, null, true, false);
  }
}
