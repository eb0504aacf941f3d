package dev.postcar.history;

import dev.postcar.Direction;
import dev.postcar.MigrationId;
import dev.postcar.sql.Quote;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The statements that write the bookkeeping, as text: they travel in one message with the
 * migration's own SQL, so there are no parameters.
 *
 * <p>Each one that must touch exactly one row divides by the number of rows touched: zero raises
 * 22012 on the server, in the same message, before any commit that follows can run.
 */
public final class HistoryText {

  private static final String REPLACES = "replaces ";

  private final String schema;
  private final String postcarVersion;

  /**
   * Writes into one schema.
   *
   * @param namespace the schema's name as it is, unquoted
   * @param postcarVersion which postcar writes
   */
  public HistoryText(String namespace, String postcarVersion) {
    this.schema = Quote.identifier(namespace);
    this.postcarVersion = postcarVersion;
  }

  /**
   * The same for the managed views.
   *
   * @return of the same schema
   */
  public ViewText views() {
    return new ViewText(schema, postcarVersion);
  }

  /**
   * Moves the generation: the first write of each transaction. It fails with 22012 where another
   * runner has written since the plan was made, and keeps the moment as the migration's begin.
   *
   * @param generation the one that the plan was made on
   * @return one statement
   */
  public String moveGeneration(long generation) {
    return """
    with moved as (
      update %s.version set generation = %d, updated_at = pg_catalog.clock_timestamp(),
          updated_by = session_user
       where generation = %d returning 1)
    select 1 / pg_catalog.count(*) from moved"""
        .formatted(schema, generation + 1, generation);
  }

  /**
   * Begins a migration: inserts its row, the fence. 23505 means that another runner has it.
   *
   * @param entry what is recorded
   * @param attempt this attempt
   * @return one statement
   */
  public String begin(HistoryEntry entry, UUID attempt) {
    return """
    insert into %s.migration
        (package, name, sequence, state, checksum, forward_sql, rollback_sql, postcar_version, attempt)
      values (%s, %s, %s, 'started', %s, %s, %s, %s, '%s')"""
        .formatted(
            schema,
            Quote.literal(entry.id().packageName()),
            Quote.literal(entry.id().name()),
            entry.id().sequenceNumber(),
            Quote.literal(entry.checksum()),
            Quote.literal(entry.forwardSql()),
            Quote.literal(entry.rollbackSql()),
            Quote.literal(postcarVersion),
            attempt);
  }

  /**
   * Ends a migration that {@link #begin} began in the same transaction, and logs it.
   *
   * @param id which
   * @param attempt the attempt that began it
   * @param state what it becomes: applied, marked or skipped
   * @param operation the command, for the event log
   * @param replaced what it stands for, where that is recorded: see {@link #revertReplaced}
   * @return one statement
   */
  public String close(
      MigrationId id, UUID attempt, RowState state, String operation, List<MigrationId> replaced) {
    String closing =
        """
        update %1$s.migration m
               set state = '%2$s', applied_at = pg_catalog.clock_timestamp(), duration_ms = %3$s
             where package = %4$s and name = %5$s and reverted_at is null and state = 'started'
               and attempt = '%6$s' and xid = pg_catalog.pg_current_xact_id()"""
            .formatted(
                schema,
                state.text(),
                duration(),
                Quote.literal(id.packageName()),
                Quote.literal(id.name()),
                attempt);
    return closedAndLogged(closing, operation, state.text(), replaces(replaced), "m.duration_ms");
  }

  /**
   * Begins a rollback: takes the row.
   *
   * @param row the row's id
   * @param attempt this attempt
   * @return one statement
   */
  public String beginRollback(long row, UUID attempt) {
    return """
    with taken as (
      update %s.migration
         set state = 'reverting', attempt = '%s', xid = pg_catalog.pg_current_xact_id()
       where id = %d and reverted_at is null returning 1)
    select 1 / pg_catalog.count(*) from taken"""
        .formatted(schema, attempt, row);
  }

  /**
   * Ends a rollback that {@link #beginRollback} began in the same transaction, and logs it.
   *
   * @param row the row's id
   * @param attempt the attempt that began it
   * @param operation the command, for the event log
   * @return one statement
   */
  public String closeRollback(long row, UUID attempt, String operation) {
    String closing =
        """
        update %s.migration m
               set state = 'reverted', reverted_at = pg_catalog.clock_timestamp()
             where id = %d and state = 'reverting' and attempt = '%s'
               and xid = pg_catalog.pg_current_xact_id()"""
            .formatted(schema, row, attempt);
    return closedAndLogged(closing, operation, "reverted", null, duration());
  }

  /**
   * Takes what a squash stands for back with it: its rows become reverted ones too. Which they are
   * was logged when the squash was recorded; its class, or theirs, may be gone or back by now.
   *
   * @param id the squash
   * @return one statement
   */
  public String revertReplaced(MigrationId id) {
    return """
    update %1$s.migration m set state = 'reverted', reverted_at = pg_catalog.clock_timestamp()
      from %1$s.event e
     where e.package = %2$s and e.name = %3$s and e.outcome = 'marked' and e.message like '%4$s%%'
       and m.reverted_at is null and m.package || '.' || m.name = any (
         pg_catalog.string_to_array(pg_catalog.substr(e.message, %5$d), ', '))"""
        .formatted(
            schema,
            Quote.literal(id.packageName()),
            Quote.literal(id.name()),
            REPLACES,
            REPLACES.length() + 1);
  }

  private static String replaces(List<MigrationId> replaced) {
    return replaced.isEmpty()
        ? null
        : REPLACES + replaced.stream().map(MigrationId::toString).collect(Collectors.joining(", "));
  }

  /**
   * Ends what runs outside a transaction: the row that {@link #begin} or {@link #beginRollback}
   * committed earlier.
   *
   * @param id which
   * @param attempt the attempt that began it
   * @param state what it becomes
   * @param operation the command, for the event log
   * @param entry what its class says now, which is what was run; null to leave it as it is
   * @return one statement
   */
  public String closeInterrupted(
      MigrationId id, UUID attempt, RowState state, String operation, HistoryEntry entry) {
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
            ? millisSince(
                "(select min(s.started_at) from %s.statement s where s.migration = m.id and s.direction = 'rollback')"
                    .formatted(schema))
            : millisSince("m.applied_at");
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
    return closedAndLogged(closing, operation, state.text(), null, logged);
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
   * Ends the row of a migration that was skipped, so that it can be recorded in another way.
   *
   * @param row the row's id
   * @return one statement
   */
  public String leaveSkipped(long row) {
    return """
    with left_behind as (
      update %s.migration set state = 'reverted', reverted_at = pg_catalog.clock_timestamp()
       where id = %d and reverted_at is null and state = 'skipped' returning 1)
    select 1 / pg_catalog.count(*) from left_behind"""
        .formatted(schema, row);
  }

  /**
   * Journals a statement of a migration that runs outside a transaction.
   *
   * @param id which migration
   * @param attempt the attempt that runs it
   * @param entry the statement
   * @return one statement
   */
  public String journal(MigrationId id, UUID attempt, JournalEntry entry) {
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
  public String journalOf(long row, Direction direction) {
    return "select number, state, sql, indexes::text from %s.statement where migration = %d and direction = '%s' order by number"
        .formatted(schema, row, direction.name().toLowerCase(Locale.ROOT));
  }

  /**
   * Records that a changed migration is accepted as it is now, and logs it.
   *
   * @param row the row's id
   * @param entry what its class says now
   * @return one statement
   */
  public String accept(long row, HistoryEntry entry) {
    String closing =
        ("update %s.migration m set checksum = %s, forward_sql = %s, rollback_sql = %s"
                + " where id = %d and reverted_at is null")
            .formatted(
                schema,
                Quote.literal(entry.checksum()),
                Quote.literal(entry.forwardSql()),
                Quote.literal(entry.rollbackSql()),
                row);
    return closedAndLogged(closing, "accept", "accepted", null, duration());
  }

  /**
   * Logs that a dump was restored by the transaction that this is part of.
   *
   * @param message which dump, and how much it was
   * @return one statement
   */
  public String restored(String message) {
    return "insert into %s.event (operation, outcome, message, duration_ms) values ('restore', 'restored', %s, %s)"
        .formatted(schema, storable(message), millisSince("pg_catalog.transaction_timestamp()"));
  }

  /**
   * Logs a failure; to be run in a transaction of its own after the rollback.
   *
   * @param operation the command
   * @param failure what happened
   * @return one statement
   */
  public String failure(String operation, FailureEntry failure) {
    MigrationId id = failure.id();
    return """
    insert into %s.event
        (operation, outcome, package, name, sqlstate, message, detail, hint, statement, position, stack)
      values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"""
        .formatted(
            schema,
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

  /**
   * Counts which of some attempts are committed.
   *
   * @param attempts of migrations and rollbacks
   * @return one query
   */
  public String committed(List<UUID> attempts) {
    return "select count(*) from %s.migration where attempt = any ('{%s}') and state not in ('started', 'reverting')"
        .formatted(schema, attempts.stream().map(UUID::toString).collect(Collectors.joining(",")));
  }

  /**
   * Moves the generation whatever it is: what another session was told to write on the old one
   * fails from now on. It waits for a transaction of that session which is under way.
   *
   * @return one statement
   */
  public String fenceOff() {
    return "update %s.version set generation = generation + 1".formatted(schema);
  }

  /**
   * Writes something without changing anything, so that its commit waits for the disk.
   *
   * @return one statement
   */
  public String touch() {
    return "update %s.version set updated_by = updated_by".formatted(schema);
  }

  /**
   * Reads how long the newest logged operations took.
   *
   * @param count how many events to look at, newest first
   * @param also one more expression to read beside
   * @return one query: package, name, milliseconds, that expression
   */
  public String newestDurations(int count, String also) {
    return "select package, name, coalesce(duration_ms, 0), %s from %s.event where sqlstate is null order by id desc limit %d"
        .formatted(also, schema, count);
  }

  private String closedAndLogged(
      String closing, String operation, String outcome, String message, String millis) {
    return """
    with closed as (
      %1$s
      returning m.package, m.name, %5$s as took),
    logged as (
      insert into %2$s.event (operation, outcome, package, name, message, duration_ms)
      select %3$s, %4$s, package, name, %6$s, took from closed
      returning 1)
    select 1 / pg_catalog.count(*) from logged, %2$s.version"""
        .formatted(
            closing,
            schema,
            Quote.literal(operation),
            Quote.literal(outcome),
            millis,
            Quote.literal(message));
  }

  /** Milliseconds since {@link #moveGeneration}, by the server's clock. */
  private String duration() {
    return millisSince("(select v.updated_at from %s.version v)".formatted(schema));
  }

  private static String millisSince(String moment) {
    return "(extract(epoch from pg_catalog.clock_timestamp() - " + moment + ") * 1000)::bigint";
  }

  /** A text column cannot hold NUL (22021), and a lone surrogate is no UTF-8. */
  private static String storable(String text) {
    return Quote.literal(text == null ? null : text.replace('\0', '\uFFFD'));
  }
}
