package dev.postcar.internal.session;

import java.sql.SQLException;
import java.util.List;

/** Checks whether a database holds anything of a user's: outside extensions, and in public. */
public final class EmptyDatabaseCheck {

  /**
   * Whatever stands in a schema depends on it. A schema made for an extension that was installed
   * there is the extension's, though it is no member of it.
   */
  private static final String SOMETHING =
      """
      select o.type || ' ' || o.identity
        from pg_catalog.pg_depend d
        join pg_catalog.pg_namespace n
          on d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass and d.refobjid = n.oid,
             pg_catalog.pg_identify_object(d.classid, d.objid, 0) o
       where d.deptype = 'n' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
         and d.classid <> 'pg_catalog.pg_extension'::pg_catalog.regclass
         and not exists (select from pg_catalog.pg_depend e
              where e.classid = d.classid and e.objid = d.objid and e.deptype = 'e')
      union all
      select 'schema ' || pg_catalog.quote_ident(n.nspname)
        from pg_catalog.pg_namespace n
       where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'public')
         and not exists (select from pg_catalog.pg_depend e
              where e.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
                and e.objid = n.oid and e.deptype = 'e')
         and not exists (select from pg_catalog.pg_extension x where x.extnamespace = n.oid)
      limit 1""";

  private EmptyDatabaseCheck() {}

  /** Runs a query and returns its rows as text. */
  @FunctionalInterface
  public interface Reading {
    List<List<String>> rows(String query) throws SQLException;
  }

  /** Looks for anything, such as {@code table public.book}; null where the database is empty. */
  public static String whatIsThere(Reading reading) throws SQLException {
    List<List<String>> rows = reading.rows(SOMETHING);
    // A name forges no line of a message.
    return rows.isEmpty() ? null : rows.get(0).get(0).replaceAll("\\p{Cntrl}", "?");
  }
}
