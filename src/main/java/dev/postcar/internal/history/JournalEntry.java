package dev.postcar.internal.history;

import dev.postcar.Direction;
import java.util.List;
import java.util.Locale;

/**
 * One statement of a migration that runs outside a transaction, or one batch of code, as the
 * journal has it.
 *
 * @param number from 1; 0 for one that is to run again, and whose leftovers are still there, or for
 *     code that also used its connection
 * @param state how far it came
 * @param sqlState why it failed; null where it did not
 * @param before oids of what was there before it, such as {@code {1,2}}; written by the server
 * @param session whether the session's state is kept with it: from version 0.4 on
 * @param lost what of the session ended with it, such as temporary tables; null for nothing
 * @param rows how many a batch has touched so far; null for a statement
 * @param key the last one that a batch has reached; null where it does not go by key
 */
public record JournalEntry(
    Direction direction,
    int number,
    State state,
    String sql,
    String sqlState,
    String before,
    boolean session,
    String lost,
    Long rows,
    String key) {

  /** How far a statement came. */
  public enum State {
    /** It was about to run; nobody saw its end. */
    STARTED,
    /** It ended well. */
    DONE,
    /** The server answered with an error. */
    FAILED
  }

  /** One that is written now. */
  public JournalEntry(Direction direction, int number, State state, String sql, String sqlState) {
    this(direction, number, state, sql, sqlState, null, true, null, null, null);
  }

  /**
   * Reads a row of {@link JournalText#of}.
   *
   * @param row as text
   */
  public static JournalEntry of(Direction direction, List<String> row) {
    return DamagedRow.refused("statement", row, found -> read(direction, found));
  }

  private static JournalEntry read(Direction direction, List<String> row) {
    return new JournalEntry(
        direction,
        Integer.parseInt(row.get(0)),
        State.valueOf(row.get(1).toUpperCase(Locale.ROOT)),
        row.get(2),
        null,
        row.get(3),
        row.get(4).equals("t"),
        row.get(5),
        row.get(6) == null ? null : Long.valueOf(row.get(6)),
        row.get(7));
  }
}
