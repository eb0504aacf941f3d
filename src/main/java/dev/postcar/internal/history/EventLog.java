package dev.postcar.internal.history;

import dev.postcar.MigrationId;
import dev.postcar.internal.sql.Quote;
import dev.postcar.result.LogResult.LoggedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Reads the event log, which a bookkeeping has from version 0.2 on. */
public final class EventLog {

  private static final String COLUMNS =
      "id, %s, operation, outcome, package, name, sqlstate, message, detail, hint, statement,"
          + " position, duration_ms, by, stack";

  private final TargetRows target;

  /**
   * The log of one target.
   *
   * @param namespace the bookkeeping's schema
   * @param target empty in a bookkeeping of one target only
   */
  public EventLog(String namespace, String target) {
    this.target = new TargetRows(namespace, target);
  }

  /**
   * Reads the newest events.
   *
   * @param failed only failures
   * @param limit how many at most
   */
  public String newest(boolean failed, int limit) {
    return query(failed ? "sqlstate is not null" : "true", limit);
  }

  /** Reads the newest failure of one migration. */
  public String lastFailure(MigrationId id) {
    return query(
        "sqlstate is not null and package = %s and name = %s"
            .formatted(Quote.literal(id.packageName()), Quote.literal(id.name())),
        1);
  }

  private String query(String where, int limit) {
    return TargetRows.ofAnyVersion(
            "select %s from %s.event where target = %s and %s order by id desc limit %d"
                .formatted(
                    COLUMNS.formatted(micros("at") + " as at"),
                    target.schema(),
                    target.literal(),
                    where,
                    limit))
        + " order by r.id desc";
  }

  /** Makes the rows of a query events. */
  public static List<LoggedEvent> oldestFirst(List<List<String>> newestFirst) {
    List<LoggedEvent> events = new ArrayList<>(newestFirst.stream().map(EventLog::event).toList());
    Collections.reverse(events);
    return List.copyOf(events);
  }

  /**
   * Makes one row of either query an event.
   *
   * @param row as text
   */
  public static LoggedEvent event(List<String> row) {
    return DamagedRow.refused("event", row, EventLog::read);
  }

  private static LoggedEvent read(List<String> row) {
    return new LoggedEvent(
        Long.parseLong(row.get(0)),
        instant(row.get(1)),
        DamagedRow.line(row.get(2)),
        DamagedRow.line(row.get(3)),
        row.get(4) == null
            ? null
            : DamagedRow.line(new MigrationId(row.get(4), row.get(5)).toString()),
        DamagedRow.line(row.get(6)),
        row.get(7),
        row.get(8),
        row.get(9),
        row.get(10),
        row.get(11) == null ? null : Integer.valueOf(row.get(11)),
        row.get(12) == null ? null : Long.valueOf(row.get(12)),
        DamagedRow.line(row.get(13)));
  }

  /**
   * The stack trace in one row of either query; null where there is none.
   *
   * @param row as text
   */
  public static String stack(List<String> row) {
    return row.get(14);
  }

  /** A time as text that no setting of the session changes. */
  static String micros(String column) {
    return "(extract(epoch from " + column + ") * 1000000)::bigint";
  }

  static Instant instant(String micros) {
    if (micros == null) {
      return null;
    }
    long value = Long.parseLong(micros);
    return Instant.ofEpochSecond(
        Math.floorDiv(value, 1_000_000L), Math.floorMod(value, 1_000_000L) * 1_000L);
  }
}
