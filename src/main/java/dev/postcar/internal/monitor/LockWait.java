package dev.postcar.internal.monitor;

import dev.postcar.Event.Holder;
import dev.postcar.internal.sql.PasswordLiteral;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a server process waits for, and who holds that.
 *
 * @param waitedMs milliseconds
 * @param mode of the lock; empty for a row or a transaction
 * @param object what is locked
 */
public record LockWait(long waitedMs, String mode, String object, List<Holder> holders) {

  private static final int SHOWN = 100;
  private static final int FEW = 5;

  /**
   * A prepared transaction has the process id 0. When the waiting began is known since 14. Without
   * pg_read_all_stats the state, the times and the query of others are hidden.
   */
  private static final String SQL =
      """
      select coalesce(w.waited, 0), coalesce(w.mode, ''), coalesce(w.object, 'a lock'), b.pid, a.usename, a.application_name,
          a.state, to_char(coalesce(a.xact_start, a.query_start), 'HH24:MI:SS'), a.query
        from (select distinct pid from unnest(pg_blocking_pids(%1$d)) as b(pid)) b
        left join pg_stat_activity a on a.pid = b.pid
        left join (
          select greatest(round(1000 * extract(epoch from clock_timestamp()
                - coalesce((to_jsonb(l) ->> 'waitstart')::timestamptz, (select a.query_start from pg_stat_activity a where a.pid = %1$d)))), 0)::bigint as waited,
              case when c.oid is not null and l.locktype = 'relation' then l.mode
                   when c.oid is not null or l.locktype in ('transactionid', 'virtualxid') then ''
                   else format('%%s (%%s)', l.mode, l.locktype) end as mode,
              case when c.oid is not null and l.locktype = 'relation' then format('%%I.%%I', n.nspname, c.relname)
                   when c.oid is not null then format('a row of %%I.%%I', n.nspname, c.relname)
                   when l.locktype in ('transactionid', 'virtualxid') then 'another transaction to end'
                   else '' end as object
            from pg_locks l
            left join pg_class c on c.oid = l.relation and l.database = (select d.oid from pg_database d where d.datname = current_database())
            left join pg_namespace n on n.oid = c.relnamespace
           where l.pid = %1$d and not l.granted limit 1) w on true
       order by b.pid""";

  /** Looks; null where it waits for nobody. */
  static LockWait of(ServerLook look) throws SQLException {
    List<List<String>> rows = look.rows(SQL.formatted(look.pid()));
    if (rows.isEmpty()) {
      return null;
    }
    List<String> first = rows.get(0);
    return new LockWait(
        Long.parseLong(first.get(0)),
        first.get(1),
        line(first.get(2)),
        rows.stream().map(LockWait::holder).toList());
  }

  private static Holder holder(List<String> row) {
    return new Holder(
        Integer.parseInt(row.get(3)),
        line(row.get(4)),
        line(row.get(5)),
        row.get(6),
        row.get(7),
        shown(row.get(8)));
  }

  /** Passwords are found in the whole only. */
  private static String shown(String query) {
    String line = line(PasswordLiteral.masked(PasswordLiteral.hide(query, null))).strip();
    boolean cut = line.length() > SHOWN;
    int end = cut && Character.isHighSurrogate(line.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN;
    return cut ? line.substring(0, end) + "..." : line;
  }

  /** The name of a table or a role may have several. */
  private static String line(String text) {
    return text.replaceAll("\\s+", " ");
  }

  /** For how long, for which lock, and who holds that. */
  String text() {
    return Math.round(waitedMs / 1000.0)
        + " s for "
        + what(mode, object)
        + ", held by "
        + some(holders, LockWait::whole)
        + (holders.stream().anyMatch(one -> one.query().equals("<insufficient privilege>"))
            ? ". Grant pg_read_all_stats to see its query"
            : "");
  }

  /** The lock as people read it. */
  public static String what(String mode, String object) {
    return mode.isEmpty() || object.isEmpty() ? mode + object : mode + " on " + object;
  }

  /**
   * The first few of them: hundreds of sessions may read a table.
   *
   * @param text of one
   */
  public static String some(List<Holder> holders, Function<Holder, String> text) {
    String first = holders.stream().limit(FEW).map(text).collect(Collectors.joining("; "));
    int others = holders.size() - FEW;
    return others <= 0 ? first : first + "; and " + others + (others == 1 ? " other" : " others");
  }

  /** Who holds it. */
  public static String who(Holder holder) {
    String name = holder.pid() == 0 ? "a prepared transaction" : "pid " + holder.pid();
    return holder.user().isEmpty()
        ? name
        : holder.application().isEmpty()
            ? name + " (" + holder.user() + ")"
            : name + " (" + holder.user() + ", \"" + holder.application() + "\")";
  }

  /** The same with what it does. */
  public static String whole(Holder holder) {
    return who(holder)
        + (holder.since().isEmpty()
            ? ""
            : ", %s since %s: %s".formatted(holder.state(), holder.since(), holder.query()));
  }
}
