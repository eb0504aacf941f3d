package dev.postcar.internal.history;

import dev.postcar.Direction;
import dev.postcar.MigrationId;
import dev.postcar.internal.sql.Quote;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The statements that write what runs outside a transaction, as text like {@link HistoryText}'s.
 */
public final class JournalText {

  private final TargetRows target;
  private final String schema;
  private final EventText events;

  JournalText(TargetRows target, EventText events) {
    this.target = target;
    this.schema = target.schema();
    this.events = events;
  }

  /** Takes over an interrupted migration, to go on with it. */
  public String takeOver(long row, UUID attempt) {
    return """
    with taken as (
      update %s.migration set attempt = '%s', xid = pg_catalog.pg_current_xact_id()
       where id = %d and reverted_at is null and state in ('started', 'reverting') returning 1)
    select 1 / pg_catalog.count(*) from taken"""
        .formatted(schema, attempt, row);
  }

  /** Writes into the journal and takes it out again: who may not write it must not begin. */
  public String probe(UUID attempt) {
    return """
    insert into %1$s.statement (migration, direction, number, state, sql)
      select id, 'forward', -1, 'started', '' from %1$s.migration m where %3$s and attempt = '%2$s';
    delete from %1$s.statement s using %1$s.migration m
     where m.id = s.migration and %3$s and m.attempt = '%2$s' and s.number = -1"""
        .formatted(schema, attempt, target.own("m"));
  }

  /**
   * Journals a statement of a migration that runs outside a transaction, with what the session has
   * become, and for a started one with what was there before ({@link #SESSION}, {@link #BEFORE}).
   */
  public String statement(MigrationId id, UUID attempt, JournalEntry entry) {
    boolean done = entry.state() == JournalEntry.State.DONE;
    return """
    with kept as (
      insert into %1$s.statement
          (migration, direction, number, state, sql, sqlstate, indexes, started_at, finished_at, session)
      select id, '%2$s', %3$d, '%4$s', %5$s, %6$s, %7$s, %13$s, %8$s, %9$s from %1$s.migration m
       where %14$s and package = %10$s and name = %11$s and reverted_at is null and attempt = '%12$s'
      on conflict (migration, direction, number) do update
         set state = excluded.state, sql = excluded.sql, sqlstate = excluded.sqlstate,
             started_at = case excluded.state when 'started' then excluded.started_at else statement.started_at end,
             finished_at = excluded.finished_at, session = coalesce(excluded.session, statement.session),
             indexes = case excluded.state when 'started' then excluded.indexes else statement.indexes end
      returning 1)
    select 1 / pg_catalog.count(*) from kept"""
        .formatted(
            schema,
            text(entry.direction()),
            entry.number(),
            entry.state().name().toLowerCase(Locale.ROOT),
            Quote.literal(entry.sql()),
            Quote.literal(entry.sqlState()),
            entry.state() == JournalEntry.State.STARTED
                ? "coalesce(%s, '{}')::pg_catalog.oid[]".formatted(setting(BEFORE))
                : "'{}'",
            done ? "pg_catalog.clock_timestamp()" : "null",
            setting(SESSION) + "::pg_catalog.jsonb",
            Quote.literal(id.packageName()),
            Quote.literal(id.name()),
            attempt,
            // One that runs in a transaction has a row only once it is done.
            done ? "pg_catalog.transaction_timestamp()" : "pg_catalog.clock_timestamp()",
            target.own("m"));
  }

  /**
   * Journals a batch of code, in the transaction of its newest round.
   *
   * @param number from 1; 0 for code that also used its connection
   * @param rows how many it has touched so far; null for what is no batch
   * @param key the last one of a statement that goes by key; null for any other
   */
  public String batch(
      UUID attempt,
      Direction direction,
      int number,
      String sql,
      Long rows,
      String key,
      boolean done) {
    return """
    with kept as (
      insert into %1$s.statement (migration, direction, number, state, sql, rows, last_key, finished_at)
      select id, '%2$s', %3$d, '%4$s', %5$s, %6$d, %10$s, %7$s from %1$s.migration m
       where %9$s and reverted_at is null and attempt = '%8$s'
      on conflict (migration, direction, number) do update
         set state = excluded.state, sql = excluded.sql, rows = excluded.rows,
             last_key = excluded.last_key, finished_at = excluded.finished_at
      returning 1)
    select 1 / pg_catalog.count(*) from kept"""
        .formatted(
            schema,
            text(direction),
            number,
            done ? "done" : "started",
            Quote.literal(sql),
            rows,
            done ? "pg_catalog.clock_timestamp()" : "null",
            attempt,
            target.own("m"),
            Quote.literal(key));
  }

  /** Forgets the batches of one direction, which are to run from the beginning. */
  public String forgetBatches(UUID attempt, Direction direction) {
    return """
    delete from %1$s.statement s using %1$s.migration m
     where m.id = s.migration and %4$s and m.attempt = '%2$s' and s.direction = '%3$s'
       and (s.rows is not null or s.number = 0)"""
        .formatted(schema, attempt, text(direction), target.own("m"));
  }

  /** The setting that brings what the session has become from the migration's role to postcar's. */
  public static final String SESSION = "postcar.session";

  /** The same for what was there before a statement. */
  public static final String BEFORE = "postcar.before";

  private static String setting(String name) {
    return "nullif(pg_catalog.current_setting('%s', true), '')".formatted(name);
  }

  private static String text(Direction direction) {
    return direction.name().toLowerCase(Locale.ROOT);
  }

  private String of(UUID attempt, Direction direction, int number) {
    return "s.migration = (select id from %s.migration m where %s and attempt = '%s') and s.direction = '%s' and s.number = %d"
        .formatted(schema, target.own("m"), attempt, text(direction), number);
  }

  /**
   * Keeps what the session has become once the statement's transaction has ended, and with it what
   * was set for that alone.
   */
  public String session(UUID attempt, Direction direction, int number) {
    return "update %1$s.statement s set session = %2$s::pg_catalog.jsonb where %3$s and s.session is distinct from %2$s::pg_catalog.jsonb"
        .formatted(schema, setting(SESSION), of(attempt, direction, number));
  }

  /**
   * Reads the journal of one migration.
   *
   * @return a query: number, state, sql, oids, whether it has a session, what of that is lost,
   *     rows, the last key
   */
  public String of(long row, Direction direction) {
    return """
    select number, state, sql, indexes::text, session is not null,
        (select string_agg(x, ', ') from jsonb_array_elements_text(session -> 'lost') x),
        rows, last_key
      from %s.statement where migration = %d and direction = '%s' order by number"""
        .formatted(schema, row, text(direction));
  }

  /** Sets again, for the session, the settings that are kept with a statement. */
  public String setAgain(long row, Direction direction, int number) {
    return """
    select pg_catalog.set_config(e.key, e.value, false) from %s.statement s,
        pg_catalog.jsonb_each_text(s.session -> 'settings') e
      where s.migration = %d and s.direction = '%s' and s.number = %d"""
        .formatted(schema, row, text(direction), number);
  }

  /**
   * Reads what else is kept with it.
   *
   * @return a query: the session's user, its role, and a channel it listens to; each may be null
   */
  public String others(long row, Direction direction, int number) {
    return """
    select s.session ->> 'user', s.session ->> 'role', c from %s.statement s
        left join jsonb_array_elements_text(s.session -> 'listen') c on true
      where s.migration = %d and s.direction = '%s' and s.number = %d"""
        .formatted(schema, row, text(direction), number);
  }

  /**
   * Gives the statements of a migration the numbers that they have now.
   *
   * @param numbers the new ones by the old ones; 0 for one that is to run again
   */
  public String renumber(long row, Direction direction, Map<Integer, Integer> numbers) {
    String values =
        numbers.entrySet().stream()
            .map(one -> "(%d, %d)".formatted(one.getKey(), one.getValue()))
            .collect(Collectors.joining(", "));
    return """
    update %1$s.statement set number = - v.now, state = case v.now when 0 then 'failed' else state end
      from (values %4$s) v (was, now) where migration = %2$d and direction = '%3$s' and number = v.was;
    update %1$s.statement set number = - number where migration = %2$d and direction = '%3$s' and number < 0"""
        .formatted(schema, row, text(direction), values);
  }

  /** Forgets the statement that is to run again, once nothing is left of it. */
  public String forget(long row, Direction direction) {
    return "delete from %s.statement where migration = %d and direction = '%s' and number = 0"
        .formatted(schema, row, text(direction));
  }

  /**
   * Ends what runs outside a transaction: the row that {@link HistoryText#begin} or {@link
   * HistoryText#beginRollback} committed earlier.
   *
   * @param entry what its class says now, which is what was run; null to leave it as it is
   * @param millis how long it took that left no statements, as code does: an expression
   */
  public String closeInterrupted(
      MigrationId id,
      UUID attempt,
      RowState state,
      String operation,
      HistoryEntry entry,
      String millis) {
    String now =
        entry == null
            ? ""
            : ", checksum = %s, forward_sql = %s, rollback_sql = %s"
                .formatted(
                    Quote.literal(entry.checksum()),
                    Quote.literal(entry.forwardSql()),
                    Quote.literal(entry.rollbackSql()));
    // Not since the beginning: between an interruption and its resumption nothing runs.
    String took =
        "coalesce((select (extract(epoch from sum(s.finished_at - s.started_at)) * 1000)::bigint from %s.statement s where s.migration = m.id and s.direction = '%s' and s.rows is null and s.number > 0), %s)"
            .formatted(schema, state == RowState.REVERTED ? "rollback" : "forward", millis);
    String times =
        state == RowState.REVERTED
            ? ", reverted_at = pg_catalog.clock_timestamp()"
            : ", applied_at = pg_catalog.clock_timestamp(), duration_ms = " + took;
    String logged = state == RowState.REVERTED ? took : "m.duration_ms";
    return events.closingRow(
        "update %s.migration m set state = '%s'%s%s".formatted(schema, state.text(), times, now),
        "%s and package = %s and name = %s and reverted_at is null and state in ('started', 'reverting') and attempt = '%s' and %s"
            .formatted(
                target.own("m"),
                Quote.literal(id.packageName()),
                Quote.literal(id.name()),
                attempt,
                events.moved()),
        operation,
        state.text(),
        null,
        logged);
  }
}
