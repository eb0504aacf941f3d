package dev.postcar.internal.history;

import dev.postcar.internal.sql.Quote;

/** Takes back what default privileges give to others on what postcar creates. */
final class DefaultPrivileges {

  private DefaultPrivileges() {}

  /**
   * Default privileges (documentation, ALTER DEFAULT PRIVILEGES) may let others write new tables,
   * or move the sequences of their ids.
   */
  static String revokeWriting(String namespace, String tables) {
    String query =
        """
        select format('revoke %%s on %%I.%%I from %%s', a.privilege_type, n.nspname, c.relname, {grantee})
          from pg_catalog.pg_namespace n join pg_catalog.pg_class c on c.relnamespace = n.oid,
               aclexplode(c.relacl) a
         where n.nspname = %s and a.grantee <> c.relowner and a.privilege_type <> 'SELECT'
           and exists (select from pg_catalog.pg_class t where t.relnamespace = n.oid and t.relname in (%s)
                 and (t.oid = c.oid or exists (select from pg_catalog.pg_depend d
                       where d.objid = c.oid and d.refobjid = t.oid and d.deptype = 'i')))"""
            .formatted(Quote.literal(namespace), tables);
    return "do " + Quote.literal("declare revoking text; begin " + each(query) + "end") + ";\n";
  }

  /** The same for tenants, who see nothing of each other: also what lets others read. */
  static String revokeAll(String namespace) {
    String tables =
        """
        select format('revoke %%s on %%I.%%I from %%s', a.privilege_type, n.nspname, c.relname, {grantee})
          from pg_catalog.pg_namespace n join pg_catalog.pg_class c on c.relnamespace = n.oid,
               aclexplode(c.relacl) a
         where n.nspname = %s and a.grantee <> c.relowner
           and c.relname in ('version', 'migration', 'event', 'statement', 'view', 'migration_id_seq', 'event_id_seq')"""
            .formatted(Quote.literal(namespace));
    String schema =
        """
        select format('revoke %%s on schema %%I from %%s', a.privilege_type, n.nspname, {grantee})
          from pg_catalog.pg_namespace n, aclexplode(n.nspacl) a
         where n.nspname = %s and n.nspowner = current_user::regrole and a.grantee <> n.nspowner"""
            .formatted(Quote.literal(namespace));
    return "do "
        + Quote.literal("declare revoking text; begin " + each(tables) + each(schema) + "end")
        + ";\n";
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
