package dev.postcar.internal.history;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** A row of the bookkeeping that postcar cannot have written. */
final class DamagedRow {

  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private DamagedRow() {}

  /**
   * Reads rows that are text.
   *
   * @param table their table's name, without the schema
   */
  static <T> T refused(String table, List<String> row, Function<List<String>, T> reader) {
    try {
      return reader.apply(row);
    } catch (RuntimeException e) {
      throw of(table, row.get(0), e);
    }
  }

  /**
   * Reads a name, which is a class's or a file's.
   *
   * @throws IllegalArgumentException if it has a line break or another control character, which
   *     would forge lines of the output
   */
  static MigrationId id(String packageName, String name) {
    MigrationId id = new MigrationId(packageName, name);
    if (CONTROL.matcher(id.toString()).find()) {
      throw new IllegalArgumentException("the name " + line(id.toString()));
    }
    return id;
  }

  /** What is one line of text; null stays. */
  static String line(String text) {
    return text == null ? null : CONTROL.matcher(text).replaceAll("?");
  }

  /** Refuses it. */
  static PostcarException of(String table, String row, RuntimeException cause) {
    return new PostcarException.Refusal(
        """
        The bookkeeping is damaged: row %s of its table %s cannot be read (%s).
        State: nothing was changed.
        Next: restore the bookkeeping's schema from a backup."""
            .formatted(line(row), table, line(cause.getMessage())),
        cause,
        null);
  }
}
