package dev.postcar.options;

import dev.postcar.PostcarException;
import java.util.Objects;

/**
 * Which migration gets its safe form, and whether that is written.
 *
 * @param id by any unambiguous form of its name; not null
 * @param write whether the sources are changed once the form is proved
 * @param rehearsal the rows and the traffic with which both forms are rehearsed; null for none.
 *     Only its data and its load are used
 */
public record SaferOptions(String id, boolean write, RehearseOptions rehearsal) {

  /** Refuses a null for the migration, and a rehearsal on anything but made-up rows. */
  public SaferOptions {
    Objects.requireNonNull(id, "id");
    if (rehearsal != null
        && (rehearsal.data().dump() != null || rehearsal.data().database() != null)) {
      throw new PostcarException.Configuration(
          "A safe form is rehearsed on made-up rows: --dump and --database cannot be used.");
    }
  }

  /**
   * Shows the form of a migration and its proof.
   *
   * @param id by any unambiguous form of its name; not null
   * @return options that change nothing
   */
  public static SaferOptions of(String id) {
    return new SaferOptions(id, false, null);
  }
}
