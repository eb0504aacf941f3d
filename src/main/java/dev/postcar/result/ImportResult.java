package dev.postcar.result;

import java.util.List;

/**
 * What an import wrote.
 *
 * @param format what was read
 * @param migrations what became of each, in order
 * @param views the full names of the managed views
 * @param files what was written; empty if nothing was
 * @param leftOut what has no form in postcar, each with its file, line and the reason
 * @param proved whether the old files and the import gave the same catalog
 * @param marked the full names of what was recorded as applied
 */
public record ImportResult(
    String format,
    List<Imported> migrations,
    List<String> views,
    List<String> files,
    List<Finding> leftOut,
    boolean proved,
    List<String> marked)
    implements Result {

  /**
   * A migration of the other tool.
   *
   * @param from its file there
   * @param id the full name here
   * @param reversible whether it has a rollback
   */
  public record Imported(String from, String id, boolean reversible) {}

  /** Takes copies of the lists. */
  public ImportResult {
    migrations = List.copyOf(migrations);
    views = List.copyOf(views);
    files = List.copyOf(files);
    leftOut = List.copyOf(leftOut);
    marked = List.copyOf(marked);
  }
}
