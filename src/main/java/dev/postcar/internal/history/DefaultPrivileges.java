package dev.postcar.internal.history;

import dev.postcar.internal.sql.Quote;

/** Takes back what default privileges give to others on what postcar creates. */
final class DefaultPrivileges {

  private DefaultPrivileges() {}

  /**
   * Default privileges (documentation, ALTER DEFAULT PRIVILEGES) may let others write new tables,
   * or move the sequences of their ids.
   *
   * @param tables literals, with commas in between
   */
  static String revokeWriting(String namespace, String tables) {
    return statement(each(granted(namespace, tables) + " and a.privilege_type <> 'SELECT'"));
  }

  /** The same for tenants, who see nothing of each other: also what lets others read. */
  static String revokeAll(String namespace) {
    String schema =
        """
        select format('revoke %%s on schema %%I from %%s', a.privilege_type, n.nspname, {grantee})
          from pg_catalog.pg_namespace n, aclexplode(n.nspacl) a
         where n.nspname = %s and n.nspowner = current_user::regrole and a.grantee <> n.nspowner"""
            .formatted(Quote.literal(namespace));
    String tables = "'version', 'migration', 'event', 'statement', 'view'";
    return statement(each(granted(namespace, tables)) + each(schema));
  }

  /**
   * What others may do with tables and the sequences of their ids. Each part is found by an index:
   * where each tenant has a schema, the catalog has hundreds of thousands of rows.
   */
  private static String granted(String namespace, String tables) {
    return """
        with part as (
          select c.oid from pg_catalog.pg_class c
           where c.relnamespace = (select n.oid from pg_catalog.pg_namespace n where n.nspname = %s)
             and c.relname in (%s)
        ), own as (
          select oid from part
          union all
          select d.objid from part join pg_catalog.pg_depend d
              on d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = part.oid
             and d.classid = 'pg_catalog.pg_class'::regclass and d.deptype = 'i'
        )
        select format('revoke %%s on %%I.%%I from %%s', a.privilege_type, n.nspname, c.relname, {grantee})
          from own join pg_catalog.pg_class c on c.oid = own.oid
          join pg_catalog.pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) a
         where a.grantee <> c.relowner"""
        .formatted(Quote.literal(namespace), tables);
  }

  private static String statement(String body) {
    return "do " + Quote.literal("declare revoking text; begin " + body + "end") + ";\n";
  }

  /**
   * "create schema if not exists" needs CREATE on the database even where the schema exists.
   * Default privileges may let others create in a new one.
   */
  static String createSchema(String namespace) {
    String query =
        """
        select format('revoke create on schema %%I from %%s', n.nspname, {grantee})
          from pg_catalog.pg_namespace n, aclexplode(n.nspacl) a
         where n.nspname = %s and a.grantee <> n.nspowner and a.privilege_type = 'CREATE'"""
            .formatted(Quote.literal(namespace));
    return "do "
        + Quote.literal(
            "declare revoking text; begin if not exists (select from pg_catalog.pg_namespace where nspname = "
                + Quote.literal(namespace)
                + ") then create schema "
                + Quote.identifier(namespace)
                + "; "
                + each(query)
                + "end if; end");
  }

  /** Runs each statement that a query makes for a grantee. */
  private static String each(String query) {
    String grantee =
        "case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end";
    return "for revoking in "
        + query.replace("{grantee}", grantee)
        + " loop execute revoking; end loop; ";
  }
}
