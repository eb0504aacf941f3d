package dev.postcar.internal.history;

import dev.postcar.MigrationId;
import dev.postcar.internal.sql.Quote;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The statements that write the rows of migrations, as text: they travel in one message with the
 * migration's own SQL, so there are no parameters.
 *
 * <p>Each one that must touch exactly one row divides by the number of rows touched: zero raises
 * 22012 on the server, in the same message, before any commit that follows can run.
 */
public final class HistoryText {

  private static final String REPLACES = "replaces ";

  private final TargetRows target;
  private final String schema;
  private final String postcarVersion;
  private final EventText events;

  /**
   * Writes the rows of one target.
   *
   * @param namespace the bookkeeping's schema
   * @param target empty in a bookkeeping of one target only
   */
  public HistoryText(String namespace, String target, String postcarVersion) {
    this.target = new TargetRows(namespace, target);
    this.schema = this.target.schema();
    this.postcarVersion = postcarVersion;
    this.events = new EventText(this.target);
  }

  /** The same for the managed views. */
  public ViewText views() {
    return new ViewText(target, postcarVersion);
  }

  /** The same for the event log. */
  public EventText events() {
    return events;
  }

  /** The same for what runs outside a transaction. */
  public JournalText journal() {
    return new JournalText(target, events);
  }

  /**
   * Moves the generation: the first write of each transaction. It fails with 22012 where another
   * runner has written since the plan was made, and keeps the moment as the migration's begin.
   *
   * @param generation the one that the plan was made on
   */
  public String moveGeneration(long generation) {
    return """
    with moved as (
      update %s.version v set generation = %d, xid = pg_catalog.pg_current_xact_id(),
          updated_at = pg_catalog.clock_timestamp(), updated_by = session_user
       where %s and generation = %d returning 1)
    select 1 / pg_catalog.count(*) from moved"""
        .formatted(schema, generation + 1, target.own("v"), generation);
  }

  /** Begins a migration that runs outside a transaction. 23505 means that another runner has it. */
  public String begin(HistoryEntry entry, UUID attempt) {
    return insert(entry, attempt, RowState.STARTED, "null");
  }

  private String insert(HistoryEntry entry, UUID attempt, RowState state, String millis) {
    return """
    insert into %s.migration as m
        (target, package, name, sequence, state, checksum, forward_sql, rollback_sql, postcar_version, attempt, duration_ms)
      select %s, %s, %s, %s, '%s', %s, %s, %s, %s, '%s'::uuid, %s"""
        .formatted(
            schema,
            target.literal(),
            Quote.literal(entry.id().packageName()),
            Quote.literal(entry.id().name()),
            entry.id().sequenceNumber(),
            state.text(),
            Quote.literal(entry.checksum()),
            Quote.literal(entry.forwardSql()),
            Quote.literal(entry.rollbackSql()),
            Quote.literal(postcarVersion),
            attempt,
            millis);
  }

  /**
   * Records a migration at the end of its transaction, and logs it. 23505 means that it is recorded
   * already.
   *
   * @param first whether no row was there before; else none means that the migration has emptied
   *     the history
   * @param state what it is: applied, marked or skipped
   * @param replaced what it stands for, where that is recorded: see {@link #revertReplaced}
   */
  public String record(
      HistoryEntry entry,
      boolean first,
      UUID attempt,
      RowState state,
      String operation,
      List<MigrationId> replaced) {
    return events.closing(
        "select v.updated_at from %s.version v where %s".formatted(schema, target.moved())
            + (first
                ? ""
                : " and exists (select from %s.migration o where %s)"
                    .formatted(schema, target.own("o"))),
        insert(entry, attempt, state, EventText.millisSince("found.updated_at")) + " from found",
        operation,
        state.text(),
        replaces(replaced),
        "m.duration_ms");
  }

  /** Says of a row of this transaction when, and by whom, another tool had applied it. */
  public String appliedEarlier(UUID attempt, String at, String by) {
    return """
    update %s.migration m
       set applied_at = coalesce(%s::timestamptz, m.applied_at), applied_by = coalesce(%s, m.applied_by)
     where %s and attempt = '%s' and xid = pg_catalog.pg_current_xact_id()"""
        .formatted(schema, Quote.literal(at), Quote.literal(by), target.own("m"), attempt);
  }

  /** Begins a rollback: takes the row. A squash may have taken it back just before (22012). */
  public String beginRollback(long row, UUID attempt) {
    return """
    with taken as (
      update %s.migration
         set state = 'reverting', attempt = '%s', xid = pg_catalog.pg_current_xact_id()
       where id = %d and reverted_at is null returning 1)
    select 1 / pg_catalog.count(*) from taken"""
        .formatted(schema, attempt, row);
  }

  /** Ends a rollback that {@link #beginRollback} began in the same transaction, and logs it. */
  public String closeRollback(long row, UUID attempt, String operation) {
    return events.closingRow(
        "update %s.migration m set state = 'reverted', reverted_at = pg_catalog.clock_timestamp()"
            .formatted(schema),
        "m.id = %d and m.state = 'reverting' and m.attempt = '%s' and m.xid = pg_catalog.pg_current_xact_id() and %s"
            .formatted(row, attempt, events.moved()),
        operation,
        "reverted",
        null,
        events.sinceBegin());
  }

  /**
   * Takes what a squash stands for back with it: its rows become reverted ones too. Which they are
   * was logged when the squash was recorded; its class, or theirs, may be gone or back by now.
   */
  public String revertReplaced(MigrationId id) {
    return """
    update %1$s.migration m set state = 'reverted', reverted_at = pg_catalog.clock_timestamp()
      from %1$s.event e
     where %6$s and %7$s and e.package = %2$s and e.name = %3$s and e.outcome = 'marked' and e.message like '%4$s%%'
       and m.reverted_at is null and m.package || '.' || m.name = any (
         pg_catalog.string_to_array(pg_catalog.substr(e.message, %5$d), ', '))"""
        .formatted(
            schema,
            Quote.literal(id.packageName()),
            Quote.literal(id.name()),
            REPLACES,
            REPLACES.length() + 1,
            target.own("m"),
            target.own("e"));
  }

  private static String replaces(List<MigrationId> replaced) {
    return replaced.isEmpty()
        ? null
        : REPLACES + replaced.stream().map(MigrationId::toString).collect(Collectors.joining(", "));
  }

  /** Ends the row of a migration that was skipped, so that it can be recorded in another way. */
  public String leaveSkipped(long row) {
    return """
    with left_behind as (
      update %s.migration set state = 'reverted', reverted_at = pg_catalog.clock_timestamp()
       where id = %d and reverted_at is null and state = 'skipped' returning 1)
    select 1 / pg_catalog.count(*) from left_behind"""
        .formatted(schema, row);
  }

  /** Records that a changed migration is accepted as it is now, and logs it. */
  public String accept(long row, HistoryEntry entry) {
    return events.closingRow(
        "update %s.migration m set checksum = %s, forward_sql = %s, rollback_sql = %s"
            .formatted(
                schema,
                Quote.literal(entry.checksum()),
                Quote.literal(entry.forwardSql()),
                Quote.literal(entry.rollbackSql())),
        "m.id = " + row + " and m.reverted_at is null and " + events.moved(),
        "accept",
        "accepted",
        null,
        events.sinceBegin());
  }

  /** Counts which of some attempts are committed. */
  public String committed(List<UUID> attempts) {
    return "select count(*) from %s.migration m where %s and attempt = any ('{%s}') and state not in ('started', 'reverting')"
        .formatted(schema, target.own("m"), joined(attempts));
  }

  /**
   * Reads those of some attempts that are committed, as package, name and milliseconds, and after
   * how many milliseconds a commit that did not wait for the disk is there at the latest; none
   * where standbys are waited for, of which this shows nothing.
   */
  public String committedNow(List<UUID> attempts) {
    return """
        select m.package, m.name,
            coalesce((select e.duration_ms from %1$s.event e
                where e.target = m.target and e.package = m.package and e.name = m.name and e.sqlstate is null order by e.id desc limit 1), 0),
            3 * (select s.setting::int from pg_settings s where s.name = 'wal_writer_delay')
          from %1$s.migration m
         where %3$s and m.attempt = any ('{%2$s}') and m.state not in ('started', 'reverting')
           and current_setting('synchronous_standby_names') = ''"""
        .formatted(schema, joined(attempts), target.own("m"));
  }

  private static String joined(List<UUID> attempts) {
    return attempts.stream().map(UUID::toString).collect(Collectors.joining(","));
  }

  /**
   * Moves the generation whatever it is: what another session writes on the old one fails from now
   * on. It waits for a transaction of that session which is under way.
   */
  public String fenceOff() {
    return version("generation = generation + 1");
  }

  /** Records the TimeZone that migrations run in from now on. */
  public String timeZone(String zone) {
    return version("time_zone = " + Quote.literal(zone));
  }

  /** Writes something without changing anything, so that its commit waits for the disk. */
  public String touch() {
    return version("updated_by = updated_by");
  }

  private String version(String change) {
    return "update %s.version v set %s where %s".formatted(schema, change, target.own("v"));
  }
}
