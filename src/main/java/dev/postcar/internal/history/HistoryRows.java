package dev.postcar.internal.history;

import static dev.postcar.internal.history.EventLog.instant;
import static dev.postcar.internal.history.EventLog.micros;

import dev.postcar.MigrationId;
import dev.postcar.internal.sql.Quote;
import dev.postcar.result.ShowResult.HistoryRow;
import dev.postcar.result.ShowResult.JournalRow;
import java.util.List;

/** Reads all that the bookkeeping keeps of one migration, of earlier times too. */
public final class HistoryRows {

  private final TargetRows target;

  /**
   * The rows of one target.
   *
   * @param namespace the bookkeeping's schema
   * @param target empty in a bookkeeping of one target only
   */
  public HistoryRows(String namespace, String target) {
    this.target = new TargetRows(namespace, target);
  }

  /** Reads the rows of one migration. */
  public String of(MigrationId id) {
    return TargetRows.ofAnyVersion(
            "select state, checksum, %s as applied, applied_by, duration_ms, postcar_version, %s as reverted, id from %s.migration where target = %s and package = %s and name = %s"
                .formatted(
                    micros("applied_at"),
                    micros("reverted_at"),
                    target.schema(),
                    target.literal(),
                    Quote.literal(id.packageName()),
                    Quote.literal(id.name())))
        + " order by r.id";
  }

  /**
   * Makes one row of {@link #of} a record.
   *
   * @param row as text
   */
  public static HistoryRow historyRow(List<String> row) {
    return new HistoryRow(
        row.get(0),
        row.get(1),
        instant(row.get(2)),
        row.get(3),
        row.get(4) == null ? null : Long.valueOf(row.get(4)),
        row.get(5),
        instant(row.get(6)));
  }

  /** Reads the journal of one row. */
  public String journalOf(long row) {
    return "select direction, number, state, sql, %s, %s, pg_catalog.to_jsonb(s) ->> 'rows' from %s.statement s where migration = %d order by direction, number"
        .formatted(micros("started_at"), micros("finished_at"), target.schema(), row);
  }

  /**
   * Makes one row of {@link #journalOf} a record.
   *
   * @param row as text
   */
  public static JournalRow journalRow(List<String> row) {
    return DamagedRow.refused("statement", row, HistoryRows::read);
  }

  private static JournalRow read(List<String> row) {
    return new JournalRow(
        row.get(0),
        Integer.parseInt(row.get(1)),
        row.get(2),
        row.get(3),
        instant(row.get(4)),
        instant(row.get(5)),
        row.get(6) == null ? null : Long.valueOf(row.get(6)));
  }
}
