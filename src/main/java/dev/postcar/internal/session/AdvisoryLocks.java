package dev.postcar.internal.session;

import dev.postcar.internal.sql.Quote;

/**
 * The advisory locks of a session: those that it held before postcar came stay, those that a
 * migration took are released.
 *
 * @param held an expression: those it held before, as one text
 */
record AdvisoryLocks(String held) {

  /** The rows l of the session's own. */
  static final String OWN = "l.locktype = 'advisory' and l.pid = pg_catalog.pg_backend_pid()";

  /** Releases the lock of a row l of pg_locks, in whichever of its forms it was taken. */
  static final String RELEASE =
      """
      case when l.mode = 'ShareLock' then
          case l.objsubid when 1 then pg_catalog.pg_advisory_unlock_shared((l.classid::bigint << 32) | l.objid::bigint)
          else pg_catalog.pg_advisory_unlock_shared(l.classid::int, l.objid::int) end
        else
          case l.objsubid when 1 then pg_catalog.pg_advisory_unlock((l.classid::bigint << 32) | l.objid::bigint)
          else pg_catalog.pg_advisory_unlock(l.classid::int, l.objid::int) end
        end""";

  private static final String NAME =
      "pg_catalog.concat_ws(':', l.classid, l.objid, l.objsubid, l.mode)";

  /** An expression for all that the session holds now, as one text. */
  static final String NOW =
      "(select coalesce(pg_catalog.string_agg(%s, ' '), '') from pg_catalog.pg_lock_status() l where %s)"
          .formatted(NAME, OWN);

  /** A setting of the session remembers them: behind a pooler each transaction has another one. */
  static final AdvisoryLocks REMEMBERED =
      new AdvisoryLocks("coalesce(current_setting('postcar.held', true), '')");

  /** Remembers what the session holds; RESET ALL forgets it. */
  static final String REMEMBER = "pg_catalog.set_config('postcar.held', " + NOW + ", false)";

  /** Those of a session that held these when it was found. */
  static AdvisoryLocks of(String found) {
    return new AdvisoryLocks(Quote.literal(found));
  }

  /** Whether the session held none before. */
  boolean isNone() {
    return held.equals("''");
  }

  /** A condition for a row l of pg_locks: it was not held before. */
  String taken() {
    return NAME + " <> all (pg_catalog.string_to_array(" + held + ", ' '))";
  }

  /**
   * Releases them, in a transaction whose settings are reset next. Where none was held before, one
   * call does, however often each was taken. Else one by one, until the server warns that the
   * session has it no more; a lock of the transaction looks the same, and warns at once.
   */
  String release() {
    return """
    set local client_min_messages = error;
    select pg_catalog.pg_advisory_unlock_all() where %2$s = '';
    select pg_catalog.count((with recursive r(gone) as (select %1$s union all select %1$s from r where gone)
        select pg_catalog.count(*) from r))
      from pg_catalog.pg_lock_status() l where %2$s <> '' and %3$s and %4$s;
    """
        .formatted(RELEASE, held, OWN, taken());
  }
}
