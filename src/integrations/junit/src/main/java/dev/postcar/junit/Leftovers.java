package dev.postcar.junit;

import dev.postcar.internal.sql.Quote;
import java.sql.SQLException;
import java.util.List;

/** The names and locks of what is made on a server, and what of it nobody uses any more. */
final class Leftovers {

  static final String PREFIX = "postcar_junit_";

  /** First keys of advisory locks: of a JVM, of building a template, of using one. */
  static final int JVM = 0x706a7601;

  static final int BUILD = 0x706a7602;
  static final int USE = 0x706a7603;

  private static final String LOCKED =
      """
      exists (select from pg_locks l
               where l.locktype = 'advisory' and l.objsubid = 2 and l.classid::bigint = %d
                 and l.objid::bigint = ('x' || substr(d.datname, %d, 8))::bit(32)::int & 2147483647)
      """;

  /** Advisory locks belong to a database; pg_locks shows those of all. */
  private static final String ABANDONED =
      """
      select d.datname from pg_database d
       where d.datname ~ '^postcar_junit_[0-9a-f]{8}_[0-9]+$' and pg_has_role(d.datdba, 'MEMBER')
         and not %s
      """
          .formatted(LOCKED.formatted(JVM, PREFIX.length() + 1));

  private static final String OLD =
      """
      select d.datname, ('x' || substr(d.datname, 24, 8))::bit(32)::int & 2147483647 from pg_database d
       where d.datname ~ '^postcar_junit_template_[0-9a-f]{24}$' and pg_has_role(d.datdba, 'MEMBER')
         and substring(shobj_description(d.oid, 'pg_database') from 'used ([-0-9]{10})$')
             < to_char(current_date - 7, 'YYYY-MM-DD')
         and not %s
      """
          .formatted(LOCKED.formatted(USE, 24));

  private Leftovers() {}

  static String template(String digest) {
    return PREFIX + "template_" + digest;
  }

  /** The second key of a template's locks. */
  static int key(String digest) {
    return Integer.parseUnsignedInt(digest.substring(0, 8), 16) & Integer.MAX_VALUE;
  }

  /** Drops databases of JVMs that have ended, and templates that nobody has used for a week. */
  static void sweep(AdminSession session) {
    try {
      for (List<String> row : session.query(ABANDONED)) {
        attempt(session, row.get(0));
      }
      for (List<String> row : session.query(OLD)) {
        String lock = "(%d, %s)".formatted(USE, row.get(1));
        if (session.query("select pg_try_advisory_lock" + lock).get(0).get(0).equals("t")) {
          attempt(session, row.get(0));
          session.query("select pg_advisory_unlock" + lock);
        }
      }
    } catch (SQLException e) {
      // Another time.
    }
  }

  /** Without force: whatever has sessions is in use. */
  private static void attempt(AdminSession session, String database) {
    try {
      session.execute("drop database if exists " + Quote.identifier(database));
    } catch (SQLException e) {
      // It is in use, or another JVM drops it.
    }
  }
}
