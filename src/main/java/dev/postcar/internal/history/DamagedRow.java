package dev.postcar.internal.history;

import dev.postcar.PostcarException;
import java.util.List;
import java.util.function.Function;

/** A row of the bookkeeping that postcar cannot have written. */
final class DamagedRow {

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

  /** Refuses it. */
  static PostcarException of(String table, String row, RuntimeException cause) {
    return new PostcarException.Refusal(
        """
        The bookkeeping is damaged: row %s of its table %s cannot be read (%s).
        State: nothing was changed.
        Next: restore the bookkeeping's schema from a backup."""
            .formatted(row, table, cause.getMessage()),
        cause,
        null);
  }
}
