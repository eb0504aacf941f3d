package dev.postcar.options;

import java.nio.file.Path;
import java.util.Map;

/**
 * What to import, and how.
 *
 * @param format such as {@code flyway}; not null
 * @param directory the other tool's files; not null
 * @param packageName the package to write to, which has no migration yet; null for the first
 *     configured one
 * @param java whether classes are written rather than SQL files
 * @param history whether what the other tool's history says is applied is recorded as applied
 * @param table that history's table, as {@code schema.table}; null to look for its usual name
 * @param checkOnly whether nothing is written
 * @param unproved whether it is written although nothing has compared it with the files
 * @param placeholders values of placeholders by name; not null
 */
public record ImportOptions(
    String format,
    Path directory,
    String packageName,
    boolean java,
    boolean history,
    String table,
    boolean checkOnly,
    boolean unproved,
    Map<String, String> placeholders) {

  /** Takes a copy. */
  public ImportOptions {
    placeholders = Map.copyOf(placeholders);
  }

  /**
   * Writes SQL files into the first configured package, and records nothing.
   *
   * @param format such as {@code flyway}; not null
   * @param directory the other tool's files; not null
   * @return the options
   */
  public static ImportOptions of(String format, Path directory) {
    return new ImportOptions(format, directory, null, false, false, null, false, false, Map.of());
  }
}
