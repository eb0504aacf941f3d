package dev.postcar.internal.history;

import dev.postcar.MigrationId;
import dev.postcar.internal.sql.Quote;
import java.util.UUID;

/** The statements that write the event log, as text like {@link HistoryText}'s. */
public final class EventText {

  /** What {@link #closing} begins with. */
  public static final String CLOSING = "with found as";

  /** The SQLSTATE where the row of the migration was there, and its update did nothing. */
  public static final String ROW_KEPT = "2201E";

  /** The SQLSTATE where the row of the event was not inserted. */
  public static final String EVENT_KEPT = "2201F";

  private final TargetRows target;
  private final String schema;

  EventText(TargetRows target) {
    this.target = target;
    this.schema = target.schema();
  }

  /** Logs that a dump was restored by the transaction that this is part of. */
  public String restored(String message, UUID attempt) {
    return "insert into %s.event (target, operation, outcome, message, duration_ms, attempt) values (%s, 'restore', 'restored', %s, %s, '%s')"
        .formatted(
            schema,
            target.literal(),
            storable(message),
            millisSince("pg_catalog.transaction_timestamp()"),
            attempt);
  }

  /**
   * Asks whether the restore of one attempt was committed; an older bookkeeping, which another
   * postcar may have made, knows no attempts.
   *
   * @return a query with one row if it was, else none
   */
  public String restoredBy(UUID attempt) {
    return TargetRows.ofAnyVersion(
        "select 1 as found from %s.event e where target = %s and pg_catalog.to_jsonb(e) ->> 'attempt' = '%s'"
            .formatted(schema, target.literal(), attempt));
  }

  /** Logs a failure; to be run in a transaction of its own after the rollback. */
  public String failure(String operation, FailureEntry failure) {
    MigrationId id = failure.id();
    return """
    insert into %s.event
        (target, operation, outcome, package, name, sqlstate, message, detail, hint, statement, position, stack)
      values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"""
        .formatted(
            schema,
            target.literal(),
            Quote.literal(operation),
            Quote.literal(failure.outcome()),
            Quote.literal(id == null ? null : id.packageName()),
            Quote.literal(id == null ? null : id.name()),
            storable(failure.sqlState()),
            storable(failure.message()),
            storable(failure.detail()),
            storable(failure.hint()),
            storable(failure.statement()),
            failure.position() > 0 ? String.valueOf(failure.position()) : "null",
            storable(failure.stack()));
  }

  /** Adds warnings to the newest event of a migration. */
  public String warned(MigrationId id, String warnings) {
    return "update %1$s.event e set message = concat_ws(E'\\n', message, %4$s) where %5$s and id = (select max(id) from %1$s.event e where %5$s and package = %2$s and name = %3$s and sqlstate is null)"
        .formatted(
            schema,
            Quote.literal(id.packageName()),
            Quote.literal(id.name()),
            storable(warnings),
            target.own("e"));
  }

  /**
   * Reads how long the newest logged operations took; one query: package, name, milliseconds, that
   * expression.
   *
   * @param count how many events to look at, newest first
   */
  public String newestDurations(int count, String also) {
    return "select package, name, coalesce(duration_ms, 0), %s from %s.event e where %s and sqlstate is null order by id desc limit %d"
        .formatted(also, schema, target.own("e"), count);
  }

  /**
   * Writes the row of the table m that ends a migration, in the transaction that has moved the
   * generation, and logs that. Each way in which it can come to nothing raises an error of its own:
   * {@link #ROW_KEPT}, {@link #EVENT_KEPT}, or 22012 where the transaction is another or the row is
   * gone. None of them is a constant, which the planner would compute, and raise, ahead.
   *
   * @param found a query that has a row if it may be written: {@link TargetRows#moved}
   * @param write an insert or an update; an insert reads {@code found}, so that it is planned once
   */
  String closing(
      String found, String write, String operation, String outcome, String message, String millis) {
    return """
    with found as (%7$s),
    closed as (
      %1$s
      returning m.package, m.name, %5$s as took),
    logged as (
      insert into %2$s.event (target, operation, outcome, package, name, message, duration_ms)
      select %8$s, %3$s, %4$s, package, name, %6$s, took from closed
      returning 1)
    select case
        when exists (select from logged) then null
        when exists (select from closed)
        then pg_catalog.sqrt((select pg_catalog.count(*) from logged)::float8 - 1)
        when exists (select from found)
        then pg_catalog.ln((select pg_catalog.count(*) from closed)::float8)
        else 1 / (select pg_catalog.count(*) from closed)
        end"""
        .formatted(
            write,
            schema,
            Quote.literal(operation),
            Quote.literal(outcome),
            millis,
            Quote.literal(message),
            found,
            target.literal());
  }

  /** The same for a row that is there, chosen by a condition that includes {@link #moved}. */
  String closingRow(
      String update,
      String condition,
      String operation,
      String outcome,
      String message,
      String millis) {
    return closing(
        "select from %s.migration m where %s".formatted(schema, condition),
        update + " where " + condition,
        operation,
        outcome,
        message,
        millis);
  }

  /** Whether this transaction has moved the generation: a condition. */
  String moved() {
    return "exists (select from %s.version v where %s)".formatted(schema, target.moved());
  }

  /** Milliseconds since {@link HistoryText#moveGeneration}, by the server's clock. */
  public String sinceBegin() {
    return millisSince(
        "(select v.updated_at from %s.version v where %s)".formatted(schema, target.own("v")));
  }

  static String millisSince(String moment) {
    return "(extract(epoch from pg_catalog.clock_timestamp() - " + moment + ") * 1000)::bigint";
  }

  /** A text column cannot hold NUL (22021), and a lone surrogate is no UTF-8. */
  private static String storable(String text) {
    return Quote.literal(text == null ? null : text.replace('\0', '\uFFFD'));
  }
}
