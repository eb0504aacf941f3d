package dev.postcar.options;

import java.util.Objects;

/**
 * Which migration gets its safe form, and whether that is written.
 *
 * @param id by any unambiguous form of its name; not null
 * @param write whether the sources are changed once the form is proved
 */
public record SaferOptions(String id, boolean write) {

  /** Refuses a null for the migration. */
  public SaferOptions {
    Objects.requireNonNull(id, "id");
  }

  /**
   * Shows the form of a migration and its proof.
   *
   * @param id by any unambiguous form of its name; not null
   * @return options that change nothing
   */
  public static SaferOptions of(String id) {
    return new SaferOptions(id, false);
  }
}
