package dev.postcar.options;

import dev.postcar.PostcarException;
import java.nio.file.Path;

/**
 * What a check compares in addition to the migrations themselves.
 *
 * @param against a branch or commit of git that these migrations will be merged into; null for none
 * @param lockFile compared where it exists; null for none
 * @param write whether the lock file is written instead
 */
public record CheckOptions(String against, Path lockFile, boolean write) {

  /** Refuses to write nowhere. */
  public CheckOptions {
    if (write && lockFile == null) {
      throw new PostcarException.Configuration(
          "No lock file is given. Next: add the path of the lock file to write.");
    }
  }

  /**
   * Only the migrations.
   *
   * @return the migrations alone are looked at
   */
  public static CheckOptions alone() {
    return new CheckOptions(null, null, false);
  }
}
