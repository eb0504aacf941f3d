package dev.postcar.internal.run;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;

/**
 * A hook that failed.
 *
 * @param id the migration it was called for; null where it was for none
 * @param state what became of that migration; null for nothing to add
 */
record HookFailure(String hook, MigrationId id, Throwable thrown, String state) {

  /** The first line. */
  String text() {
    return "hook " + hook + (id == null ? "" : " of " + id) + " failed: " + reason();
  }

  private String reason() {
    // A conf script's own failures come with the place, and without what they quote.
    if (thrown instanceof PostcarException own) {
      return own.commandLineMessage();
    }
    String text = thrown.getMessage() == null ? "" : ": " + thrown.getMessage().strip();
    return thrown.getClass().getSimpleName() + text;
  }
}
