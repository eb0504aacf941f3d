package dev.postcar.internal.run;

import dev.postcar.Throttle;
import dev.postcar.Throttle.Limit;
import dev.postcar.internal.session.Session;
import dev.postcar.internal.sql.ChangedTable;
import dev.postcar.internal.sql.Quote;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What of a throttle's limits a server exceeds, as far as the session may see it. */
final class ServerLoad {

  /** Its rights decide what can be seen, not those of the role that migrations run as. */
  private static final String AS_LOGIN = "set local role none;\n";

  /** A standby whose figures are hidden has no state. */
  private static final String HIDDEN =
      AS_LOGIN
          + "select count(*), quote_ident(current_user) from pg_stat_replication where state is null";

  /** Each has a row where the limit is exceeded, with the reason. */
  private static final Map<Limit, String> EXCEEDED =
      Map.of(
          Limit.LAG_BYTES,
          """
          (select format('standby %%s is %%s behind', application_name, pg_size_pretty(d))
             from pg_stat_replication, pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn) d
            where d > %1$d order by d desc limit 1)""",
          Limit.LAG_MS,
          """
          (select format('standby %%s replays %%s s late', application_name, round(s))
             from pg_stat_replication, extract(epoch from replay_lag) s
            where s * 1000 > %1$d order by s desc limit 1)""",
          Limit.VACUUMS,
          """
          (select format('a vacuum of %%s is running', min(l.relation::regclass::text))
             from pg_stat_progress_vacuum v join pg_locks l on l.pid = v.pid
            where l.relation = any ('%2$s') and l.mode = 'ShareUpdateExclusiveLock'
              and l.database = (select oid from pg_database where datname = current_database())
           having count(*) > %1$d)""",
          Limit.DEAD_ROWS,
          """
          (select format('the table has %%s dead rows', sum(pg_stat_get_dead_tuples(t)))
             from unnest('%2$s'::oid[]) t having sum(pg_stat_get_dead_tuples(t)) > %1$d)""",
          // The last file that was archived ends there; one that never was begins there.
          Limit.UNARCHIVED_BYTES,
          """
          (select format('%%s of WAL are not archived', pg_size_pretty(behind))
             from pg_stat_archiver,
                  coalesce(substring(last_archived_wal from '^[0-9A-F]{24}'), substring(last_failed_wal from '^[0-9A-F]{24}')) f,
                  pg_size_bytes(current_setting('wal_segment_size')) size,
                  pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') written,
                  lateral (select written - ('x' || substr(f, 9, 8))::bit(32)::int8 * 4294967296
                      - ('x' || substr(f, 17, 8))::bit(32)::int8 * size
                      - case when last_archived_wal is null then 0 else size end) b (behind)
            where current_setting('archive_mode') <> 'off' and behind > %1$d)""");

  /** In the transaction of a round, under the migration's search_path. */
  private static final String WAITING =
      """
      select pg_catalog.count(distinct l.pid) from pg_catalog.pg_locks l
       where not l.granted
         and pg_catalog.pg_backend_pid() operator(pg_catalog.=) any (pg_catalog.pg_blocking_pids(l.pid))""";

  /** The table and its partitions, where the migration's search_path leads. */
  private static final String TABLES =
      """
      select pg_catalog.array_agg(o)::pg_catalog.text from (
        select pg_catalog.to_regclass(%1$s)::pg_catalog.oid union
        select relid::pg_catalog.oid from pg_catalog.pg_partition_tree(pg_catalog.to_regclass(%1$s))) t (o)
       where o is not null""";

  private final Session session;
  private final Throttle throttle;
  private final String query;

  /**
   * Prepares the questions.
   *
   * @param changed the table; null where it is not known, and so neither are its vacuums
   */
  ServerLoad(Session session, Throttle throttle, ChangedTable changed) throws SQLException {
    this.session = session;
    this.throttle = throttle;
    String tables = null;
    if (changed != null
        && (throttle.limits().containsKey(Limit.VACUUMS)
            || throttle.limits().containsKey(Limit.DEAD_ROWS))) {
      tables = session.plainRows(TABLES.formatted(Quote.literal(changed.table()))).get(0).get(0);
    }
    List<String> parts = new ArrayList<>();
    for (Map.Entry<Limit, Long> limit : throttle.limits().entrySet()) {
      boolean ofTable = limit.getKey() == Limit.VACUUMS || limit.getKey() == Limit.DEAD_ROWS;
      if (EXCEEDED.containsKey(limit.getKey()) && (tables != null || !ofTable)) {
        parts.add(
            String.format(Locale.ROOT, EXCEEDED.get(limit.getKey()), limit.getValue(), tables));
      }
    }
    this.query = String.join("\nunion all\n", parts);
  }

  /** What is exceeded now; null for nothing. */
  String exceeded() throws SQLException {
    if (query.isEmpty()) {
      return null;
    }
    List<String> reasons =
        session.rowsAsLogin(AS_LOGIN + query).stream().map(row -> row.get(0)).sorted().toList();
    return reasons.isEmpty() ? null : String.join("; ", reasons);
  }

  /**
   * Who waits for the transaction that is open.
   *
   * @return null where it is no more than the limit
   */
  String waiting() throws SQLException {
    Long most = throttle.limits().get(Limit.LOCK_WAITS);
    if (most == null) {
      return null;
    }
    long waiting = Long.parseLong(session.rowsInTransaction(WAITING).get(0).get(0));
    return waiting <= most
        ? null
        : waiting == 1
            ? "a session waited for a lock of the last round"
            : waiting + " sessions waited for locks of the last round";
  }

  /** What the session may not see and would have to; null for nothing. */
  String hidden() throws SQLException {
    if (!throttle.limits().containsKey(Limit.LAG_BYTES)
        && !throttle.limits().containsKey(Limit.LAG_MS)) {
      return null;
    }
    List<String> row = session.rowsAsLogin(HIDDEN).get(0);
    return row.get(0).equals("0")
        ? null
        : "the lag of %s is not visible, so the backfill does not pause for it. Next: grant pg_monitor to %s"
            .formatted(row.get(0).equals("1") ? "a standby" : row.get(0) + " standbys", row.get(1));
  }
}
