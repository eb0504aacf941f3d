package dev.postcar.internal.monitor;

import java.util.ArrayList;
import java.util.List;

/**
 * What else reads a database as a whole: logical replication slots, pg_dump, base backups,
 * standbys.
 *
 * @param kind {@code slot}, {@code dump}, {@code backup}, {@code standby}; {@code publication} says
 *     that there are any
 * @param name which one: a name or a process id
 * @param more its state or its user; may be empty
 */
public record OtherReaders(String kind, String name, String more) {

  /** An SQL expression of type text; it needs no privilege that PUBLIC has not. */
  public static final String EXPRESSION =
      """
      (select pg_catalog.string_agg(pg_catalog.concat(x.kind, E'\\t', x.name, E'\\t', pg_catalog.translate(x.more, E'\\n\\t', '  ')), E'\\n')
        from (
          select 'slot', s.slot_name::text, case when s.active then 'active' else 'not active' end
            from pg_catalog.pg_replication_slots s
           where s.slot_type = 'logical' and s.database = pg_catalog.current_database()
          union all
          select 'dump', a.pid::text, a.usename::text from pg_catalog.pg_stat_activity a
           where a.datname = pg_catalog.current_database() and a.application_name = 'pg_dump'
          union all
          select 'backup', b.pid::text, b.phase from pg_catalog.pg_stat_progress_basebackup b
          union all
          select 'standby', coalesce(nullif(r.application_name, ''), 'pid ' || r.pid), r.state
            from pg_catalog.pg_stat_replication r
           where r.state is distinct from 'backup'
             and not exists (select from pg_catalog.pg_replication_slots s
                              where s.active_pid = r.pid and s.slot_type = 'logical')
          union all
          select 'publication', '', '' where exists (select from pg_catalog.pg_publication)
        ) x (kind, name, more))""";

  /** Reads what the expression returns; null for nothing. */
  public static List<OtherReaders> of(String found) {
    List<OtherReaders> readers = new ArrayList<>();
    if (found != null && !found.isEmpty()) {
      for (String line : found.split("\n", -1)) {
        String[] parts = line.split("\t", -1);
        readers.add(new OtherReaders(parts[0], parts[1], parts[2]));
      }
    }
    return readers;
  }
}
