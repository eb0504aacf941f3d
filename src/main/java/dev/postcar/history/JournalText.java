package dev.postcar.history;

import dev.postcar.Direction;
import dev.postcar.MigrationId;
import dev.postcar.sql.Quote;
import java.util.Locale;
import java.util.UUID;

/**
 * The statements that write what runs outside a transaction, as text like {@link HistoryText}'s.
 */
public final class JournalText {

  private final String schema;
  private final EventText events;

  JournalText(String schema, EventText events) {
    this.schema = schema;
    this.events = events;
  }

  /**
   * Takes over an interrupted migration, to go on with it.
   *
   * @param row the row's id
   * @param attempt this attempt
   * @return one statement
   */
  public String takeOver(long row, UUID attempt) {
    return """
    with taken as (
      update %s.migration set attempt = '%s', xid = pg_catalog.pg_current_xact_id()
       where id = %d and reverted_at is null and state in ('started', 'reverting') returning 1)
    select 1 / pg_catalog.count(*) from taken"""
        .formatted(schema, attempt, row);
  }

  /**
   * Journals a statement of a migration that runs outside a transaction.
   *
   * @param id which migration
   * @param attempt the attempt that runs it
   * @param entry the statement
   * @return one statement
   */
  public String statement(MigrationId id, UUID attempt, JournalEntry entry) {
    String indexes =
        entry.table() == null
            ? "'{}'"
            : "array(select indexrelid from pg_catalog.pg_index where indrelid = pg_catalog.to_regclass(%s))"
                .formatted(Quote.literal(entry.table()));
    return """
    with kept as (
      insert into %1$s.statement (migration, direction, number, state, sql, indexes, finished_at)
      select id, '%2$s', %3$d, '%4$s', %5$s, %6$s, %7$s from %1$s.migration
       where package = %8$s and name = %9$s and reverted_at is null and attempt = '%10$s'
      on conflict (migration, direction, number) do update
         set state = excluded.state, sql = excluded.sql, finished_at = excluded.finished_at,
             indexes = %11$s
      returning 1)
    select 1 / pg_catalog.count(*) from kept"""
        .formatted(
            schema,
            entry.direction().name().toLowerCase(Locale.ROOT),
            entry.number(),
            entry.done() ? "done" : "started",
            Quote.literal(entry.sql()),
            indexes,
            entry.done() ? "pg_catalog.clock_timestamp()" : "null",
            Quote.literal(id.packageName()),
            Quote.literal(id.name()),
            attempt,
            entry.done() ? "statement.indexes" : "excluded.indexes");
  }

  /**
   * Reads the journal of one migration.
   *
   * @param row the row's id
   * @param direction which way
   * @return a query: number, state, sql, oids of the table's indexes before (as {@code {1,2}})
   */
  public String of(long row, Direction direction) {
    return "select number, state, sql, indexes::text from %s.statement where migration = %d and direction = '%s' order by number"
        .formatted(schema, row, direction.name().toLowerCase(Locale.ROOT));
  }

  /**
   * Ends what runs outside a transaction: the row that {@link HistoryText#begin} or {@link
   * HistoryText#beginRollback} committed earlier.
   *
   * @param id which
   * @param attempt the attempt that began it
   * @param state what it becomes
   * @param operation the command, for the event log
   * @param entry what its class says now, which is what was run; null to leave it as it is
   * @param millis how long a rollback took that left no statements
   * @return one statement
   */
  public String closeInterrupted(
      MigrationId id,
      UUID attempt,
      RowState state,
      String operation,
      HistoryEntry entry,
      long millis) {
    String now =
        entry == null
            ? ""
            : ", checksum = %s, forward_sql = %s, rollback_sql = %s"
                .formatted(
                    Quote.literal(entry.checksum()),
                    Quote.literal(entry.forwardSql()),
                    Quote.literal(entry.rollbackSql()));
    String took =
        state == RowState.REVERTED
            // Code leaves no statements.
            ? "coalesce(%s, %d)"
                .formatted(
                    EventText.millisSince(
                        "(select min(s.started_at) from %s.statement s where s.migration = m.id and s.direction = 'rollback')"
                            .formatted(schema)),
                    millis)
            : EventText.millisSince("m.applied_at");
    String times =
        state == RowState.REVERTED
            ? ", reverted_at = pg_catalog.clock_timestamp()"
            : ", applied_at = pg_catalog.clock_timestamp(), duration_ms = " + took;
    String closing =
        """
        update %s.migration m set state = '%s'%s%s
             where package = %s and name = %s and reverted_at is null
               and state in ('started', 'reverting') and attempt = '%s'"""
            .formatted(
                schema,
                state.text(),
                times,
                now,
                Quote.literal(id.packageName()),
                Quote.literal(id.name()),
                attempt);
    String logged = state == RowState.REVERTED ? took : "m.duration_ms";
    return events.closing(closing, operation, state.text(), null, logged);
  }
}
