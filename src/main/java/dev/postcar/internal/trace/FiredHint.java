package dev.postcar.internal.trace;

import dev.postcar.HintLevel;
import dev.postcar.result.TableStats;
import dev.postcar.result.TraceResult;
import java.util.Comparator;

/**
 * A hint that fired.
 *
 * @param match what it happens to
 * @param migration the migration's full name
 * @param statement its number, from 1
 * @param table the size of the table, if it is known; otherwise null
 * @param allowed why it is allowed; null where it is not
 */
record FiredHint(
    Hint hint,
    Hint.Match match,
    String migration,
    int statement,
    TableStats.Table table,
    String allowed) {

  /** What matters most comes first, then the larger table; else they stay in order. */
  static final Comparator<FiredHint> RANK =
      Comparator.comparing(FiredHint::level)
          .thenComparing(finding -> finding.table() == null ? -1 : finding.table().bytes())
          .reversed();

  /** What blocks nobody matters as much for a small table as for a large one. */
  HintLevel level() {
    HintLevel level = hint.level();
    if (table == null || hint.blocks() == Hint.Blocks.NOTHING) {
      return level;
    }
    if (table.isEmpty()) {
      return HintLevel.INFO;
    }
    return table.isLarge() ? level.raised() : table.isSmall() ? level.lowered() : level;
  }

  TraceResult.Hint result() {
    return new TraceResult.Hint(
        hint.id(), migration, statement, level(), hint.message(match), match.what(), allowed);
  }
}
