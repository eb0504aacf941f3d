package dev.postcar.internal.monitor;

import dev.postcar.Event;
import dev.postcar.MigrationId;
import dev.postcar.internal.sql.CreatedIndex;
import java.sql.SQLException;
import java.util.List;

/** How far the server is with a statement: its pg_stat_progress views (section 27.4). */
final class StatementProgress {

  private static final String NAMES =
      """
      select p.command, case when c.oid is not null then format('%%I.%%I', n.nspname, c.relname) end, quote_ident(i.relname),
          p.phase, p.done, p.total, p.unit
        from ({views}) p
        left join pg_catalog.pg_class c on c.oid = p.relid
        left join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        left join pg_catalog.pg_class i on i.oid = p.index
      """;

  private static final String VIEWS =
      """
      select case when command like 'REINDEX%%' then 'reindex' else 'create index' end as command, relid, index_relid as index,
          replace(phase, 'building index: ', '') as phase,
          case when lockers_total > 0 then lockers_done when blocks_total > blocks_done then blocks_done else tuples_done end as done,
          case when lockers_total > 0 then lockers_total when blocks_total > blocks_done then blocks_total else tuples_total end as total,
          case when lockers_total > 0 then 'lockers' when blocks_total > blocks_done then 'blocks' else 'tuples' end as unit
        from pg_catalog.pg_stat_progress_create_index where pid = %1$d
      union all
      select lower(command), relid, null, phase, heap_blks_scanned, heap_blks_total, 'blocks'
        from pg_catalog.pg_stat_progress_cluster where pid = %1$d
      union all
      select 'vacuum', relid, null, phase,
          case when phase = 'vacuuming heap' then heap_blks_vacuumed else heap_blks_scanned end, heap_blks_total, 'blocks'
        from pg_catalog.pg_stat_progress_vacuum where pid = %1$d
      union all
      select 'analyze', relid, null, phase, sample_blks_scanned, sample_blks_total, 'blocks'
        from pg_catalog.pg_stat_progress_analyze where pid = %1$d
      """;

  /** The view is there since 14. */
  private static final String COPY =
      """
      union all
      select 'copy', relid, null, '', case when bytes_total > 0 then bytes_processed else tuples_processed end,
          bytes_total, case when bytes_total > 0 then 'bytes' else 'rows' end
        from pg_catalog.pg_stat_progress_copy where pid = %1$d
      """;

  private boolean refused;
  private String last = "";
  private Pace pace;

  /**
   * Looks.
   *
   * @param sql what the migration runs: the server names no index that is not committed
   * @return null where the server does not tell
   */
  Event.Progress of(ServerLook look, MigrationId id, String sql, long elapsedMs)
      throws SQLException {
    List<String> row = row(look);
    if (row == null) {
      last = "";
      return null;
    }
    String index = row.get(2);
    if (index.isEmpty() && row.get(0).equals("create index")) {
      index = CreatedIndex.onlyOn(sql, row.get(1));
    }
    String on = row.get(0).equals("create index") && !row.get(1).isEmpty() ? "on " : "";
    String doing = (row.get(0) + " " + (index.isEmpty() ? on + row.get(1) : index)).strip();
    long done = number(row.get(4));
    long total = number(row.get(5));
    String key = doing + "/" + row.get(3) + "/" + row.get(6);
    if (!key.equals(last)) {
      last = key;
      pace = new Pace(id, doing, row.get(6), done);
    }
    boolean counted = total > 0 || row.get(6).equals("rows");
    return counted
        ? pace.at(row.get(3), done, total > 0 ? total : -1, elapsedMs)
        : new Event.Progress(id, doing, row.get(3), -1, -1, "", elapsedMs, -1, -1);
  }

  private static long number(String text) {
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }

  /** A server without one of the views, or that shows none, is asked once. */
  private List<String> row(ServerLook look) throws SQLException {
    if (refused) {
      return null;
    }
    boolean copies = look.connection().getMetaData().getDatabaseMajorVersion() >= 14;
    String sql = NAMES.replace("{views}", copies ? VIEWS + COPY : VIEWS);
    try {
      List<List<String>> rows = look.rows(sql.formatted(look.pid()));
      return rows.isEmpty() ? null : rows.get(0);
    } catch (SQLException e) {
      refused = ServerLook.isRefused(e);
      if (refused) {
        return null;
      }
      throw e;
    }
  }
}
