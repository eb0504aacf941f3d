package dev.postcar.internal.history;

import dev.postcar.internal.sql.Quote;

/** Asks the server what {@link BookkeepingTrust} is made of. */
public final class TrustQuery {

  // Membership in an owning role is no proof of anything: it says who may become that role, not who
  // has made the tables. "pg_database_owner" (PostgreSQL 14) is the owner of the database.
  private static final String OWNERS =
      """
      trusted as (
        select r.oid from pg_catalog.pg_roles r
         where r.rolsuper or r.rolname in (session_user, {role}, {owner}, 'pg_database_owner')
            or r.oid = (select d.datdba from pg_catalog.pg_database d where d.datname = current_database())
      )
      """;

  private static final String TRUSTED =
      OWNERS
          + """
      , part as (
        select c.oid, c.relname::text, c.relkind, c.relowner, c.relacl, c.relrowsecurity, c.relforcerowsecurity
          from pg_catalog.pg_namespace n join pg_catalog.pg_class c on c.relnamespace = n.oid
         where n.nspname = {namespace} and c.relkind in ('r', 'v', 'm', 'p', 'f')
           and c.relname in ('version', 'migration', 'event', 'statement', 'view')
      ), granted as (
        select case when a.grantee = 0 then '' else pg_get_userbyid(a.grantee)::text end as who, a.privilege_type as privilege
          from (select relowner, relacl as acl from part
                union all
                select relowner, t.attacl from part join pg_catalog.pg_attribute t on t.attrelid = part.oid
                 where t.attacl is not null) g, aclexplode(g.acl) a
         where a.grantee <> g.relowner and a.grantee not in (select oid from trusted)
      )
      """;

  // What a table calls (checks, defaults, generated columns, indexes, types) is postcar's where all
  // of it is PostgreSQL's own (oids from 16384 on are those of users), and only what postcar's
  // tables call: some of PostgreSQL's own functions run SQL that they are given as text.
  private static final String EXPRESSIONS =
      "(with "
          + TRUSTED
          + """
          select array(
            select array['schema', '', pg_get_userbyid(n.nspowner)::text, {role}::text]
              from pg_catalog.pg_namespace n
             where n.nspname = {namespace} and n.nspowner not in (select oid from trusted)
            union all
            select array['owner', relname, pg_get_userbyid(relowner)::text, {role}::text]
              from part where relowner not in (select oid from trusted)
            union all
            select array['kind', relname, '', ''] from part where relkind <> 'r'
            union all
            select array['missing', m.name, '', '']
              from (values ('version', 'migration', 'checksum'), ('migration', 'version', 'generation'),
                           ('event', 'statement', 'direction'), ('statement', 'event', 'operation'),
                           ('statement', 'view', 'down_sql')) m(name, witness, attribute)
              join part p on p.relname = m.witness
              join pg_catalog.pg_attribute a on a.attrelid = p.oid and a.attname = m.attribute
             where m.name not in (select relname from part)
            union all
            select array['trigger', relname, t.tgname::text, '']
              from part join pg_catalog.pg_trigger t on t.tgrelid = part.oid
             where not t.tgisinternal and t.tgenabled <> 'D'
            union all
            select distinct array['key', n.nspname::text, c.relname::text, f.conname::text]
              from part
              join pg_catalog.pg_depend d on d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = part.oid
               and d.classid = 'pg_catalog.pg_constraint'::regclass
              join pg_catalog.pg_constraint f on f.oid = d.objid and f.confrelid = part.oid
              join pg_catalog.pg_class c on c.oid = f.conrelid
              join pg_catalog.pg_namespace n on n.oid = c.relnamespace
             where f.conrelid not in (select oid from part) and f.conparentid = 0
            union all
            select array['rule', relname, w.rulename::text, '']
              from part join pg_catalog.pg_rewrite w on w.ev_class = part.oid
             where relkind = 'r' and w.ev_enabled <> 'D'
            union all
            select array['security', relname, r.rolname::text, '']
              from part join pg_catalog.pg_roles r on r.rolname = {role}
             where relrowsecurity and not r.rolsuper and not r.rolbypassrls
               and (relforcerowsecurity or not pg_has_role(r.oid, relowner, 'usage'))
            union all
            select array['child', part.relname, n.nspname::text, c.relname::text]
              from part join pg_catalog.pg_inherits i on i.inhparent = part.oid
              join pg_catalog.pg_class c on c.oid = i.inhrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            union all
            select distinct array['calls', part.relname, pg_describe_object(d.refclassid, d.refobjid, 0), '']
              from part
              cross join lateral (
                    select 'pg_catalog.pg_class'::regclass as class, part.oid
                    union all
                    select 'pg_catalog.pg_constraint'::regclass, k.oid from pg_catalog.pg_constraint k where k.conrelid = part.oid
                    union all
                    select 'pg_catalog.pg_attrdef'::regclass, k.oid from pg_catalog.pg_attrdef k where k.adrelid = part.oid
                    union all
                    select 'pg_catalog.pg_class'::regclass, k.indexrelid from pg_catalog.pg_index k where k.indrelid = part.oid) o
              join pg_catalog.pg_depend d on d.classid = o.class and d.objid = o.oid
             where d.refobjid >= 16384
               and d.refclassid in ('pg_catalog.pg_proc'::regclass, 'pg_catalog.pg_type'::regclass,
                                    'pg_catalog.pg_operator'::regclass, 'pg_catalog.pg_opclass'::regclass,
                                    'pg_catalog.pg_opfamily'::regclass, 'pg_catalog.pg_collation'::regclass,
                                    'pg_catalog.pg_am'::regclass)
            union all
            select distinct array['calls', part.relname, 'function ' || p.oid::regprocedure::text, '']
              from part
              cross join lateral (
                    select k.adbin::text as code from pg_catalog.pg_attrdef k where k.adrelid = part.oid
                    union all
                    select k.conbin::text from pg_catalog.pg_constraint k where k.conrelid = part.oid
                    union all
                    select coalesce(k.indpred::text, '') || coalesce(k.indexprs::text, '') from pg_catalog.pg_index k where k.indrelid = part.oid) e
              cross join lateral regexp_matches(e.code, ':(?:funcid|opfuncid|aggfnoid|winfnoid) (\\d+)', 'g') m
              join pg_catalog.pg_proc p on p.oid = m[1]::oid
             where p.provolatile <> 'i' and p.proname not in ('clock_timestamp', 'pg_current_xact_id')
            union all
            select array['refers', part.relname, f.conname::text, '']
              from part join pg_catalog.pg_constraint f on f.conrelid = part.oid
             where f.contype = 'f'
               and not (part.relname = 'statement' and f.confupdtype = 'a' and f.confdeltype = 'a'
                        and f.confrelid = (select m.oid from part m where m.relname = 'migration'))
            union all
            select array['statistics', part.relname, n.nspname::text, s.stxname::text]
              from part join pg_catalog.pg_statistic_ext s on s.stxrelid = part.oid
              join pg_catalog.pg_namespace n on n.oid = s.stxnamespace
            union all
            select distinct array['grant', '', who, ''] from granted where privilege in ('TRIGGER', 'REFERENCES'))),
          """
          + "(with "
          + TRUSTED
          + """
          select array(
            select distinct array['writer', '', who, ''] from granted
             where privilege in ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE')
            union all
            select array['all data', '', r.rolname::text, '']
              from pg_catalog.pg_roles w join pg_catalog.pg_roles r
                on r.oid <> w.oid and not r.rolsuper and pg_has_role(r.oid, w.oid, 'member')
             where w.rolname = 'pg_write_all_data' and r.oid not in (select oid from trusted)
               and exists (select from part)))\
          """;

  private TrustQuery() {}

  /**
   * Asks for both: two SQL expressions of type {@code text[]} with two dimensions. They need no
   * privilege on the schema.
   *
   * @param namespace an SQL expression: the name of the bookkeeping's schema
   * @param role the role that postcar sets; null for none
   * @param owner a further role that may own the bookkeeping; null for none
   * @return to be run under {@link dev.postcar.internal.sql.OwnSql#LOCAL}
   */
  public static String expressions(String namespace, String role, String owner) {
    return filled(EXPRESSIONS.replace("{namespace}", namespace), role, owner);
  }

  /**
   * Those who may have made what is trusted, as a common table expression {@code trusted}.
   *
   * @param role the role that postcar sets; null for none
   * @param owner a further role; null for none
   */
  public static String trusted(String role, String owner) {
    return filled(OWNERS, role, owner);
  }

  private static String filled(String sql, String role, String owner) {
    return sql.replace("{role}", role == null ? "current_user" : Quote.literal(role) + "::name")
        .replace("{owner}", Quote.literal(owner) + "::name");
  }
}
