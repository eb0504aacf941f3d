package dev.postcar.internal.history;

import dev.postcar.MigrationId;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All that the database remembers, read at one moment.
 *
 * @param version of the bookkeeping; {@link HistoryVersion#NONE} where there is none
 * @param known whether the target has its row in it; false also where there is none
 * @param generation moved by one by each writing transaction
 * @param timeZone that migrations ran in; null where the target is not known
 * @param rows the newest row of each migration, in the order of application
 * @param views the managed views that are up, by name
 */
public record Recorded(
    HistoryVersion version,
    boolean known,
    long generation,
    String timeZone,
    List<AppliedMigration> rows,
    List<AppliedView> views) {

  /** A database that postcar has never seen. */
  public static final Recorded NOTHING =
      new Recorded(HistoryVersion.NONE, false, 0, null, List.of(), List.of());

  /** Takes copies. */
  public Recorded {
    rows = List.copyOf(rows);
    views = List.copyOf(views);
  }

  /** The same with its rows. */
  Recorded with(List<AppliedMigration> migrations, List<AppliedView> raised) {
    return new Recorded(version, known, generation, timeZone, migrations, raised);
  }

  /**
   * Returns whether something is to be done before anything is written: the bookkeeping is older
   * than this postcar's, or the target is not known in it.
   */
  public boolean isBehind() {
    return !known || HistorySchema.isOlder(version);
  }

  /** Returns whether a migration is started but not finished: running just now, or interrupted. */
  public boolean hasUnfinished() {
    return rows.stream()
        .anyMatch(row -> row.state() == RowState.STARTED || row.state() == RowState.REVERTING);
  }

  /** The rows by migration. */
  public Map<MigrationId, AppliedMigration> byId() {
    return rows.stream().collect(Collectors.toMap(AppliedMigration::id, Function.identity()));
  }
}
