package dev.postcar.history;

import dev.postcar.PostcarException;
import dev.postcar.sql.Quote;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether the bookkeeping is postcar's own and plain. Whoever owns its tables, or may put a trigger
 * on them, decides what postcar runs, with all that postcar's role may do.
 *
 * @param faults why it is not used, each with the statement that ends that, after a tab; empty for
 *     a sound one
 * @param writers the roles beside its owners that may write its tables
 */
public record BookkeepingTrust(List<String> faults, List<String> writers) {

  /**
   * Asks for both: two SQL expressions of type {@code text[]}. They need no privilege on the
   * schema.
   *
   * @param namespace the bookkeeping schema's name
   * @param role the role that postcar sets; null for none
   * @param owner a further role that may own the bookkeeping; null for none
   * @return to be run under {@link dev.postcar.sql.OwnSql#LOCAL}
   */
  public static String expressions(String namespace, String role, String owner) {
    return EXPRESSIONS
        .replace("{namespace}", Quote.literal(namespace))
        .replace("{role}", role == null ? "current_user" : Quote.literal(role) + "::name")
        .replace("{owner}", Quote.literal(owner) + "::name");
  }

  /**
   * Refuses to use one that is not sound.
   *
   * @param namespace the bookkeeping schema's name
   * @throws PostcarException.Refusal with the statements that end what is wrong
   */
  public void refuseUnlessSound(String namespace) {
    if (faults.isEmpty()) {
      return;
    }
    List<String> reasons = new ArrayList<>();
    Set<String> fixes = new LinkedHashSet<>();
    for (String fault : faults) {
      String[] parts = fault.split("\t", -1);
      reasons.add(parts[0]);
      fixes.add(parts[1]);
    }
    String schema = Quote.identifier(namespace);
    if (fixes.contains("")) {
      throw new PostcarException.Refusal(
          "The bookkeeping in schema "
              + schema
              + " is damaged: "
              + String.join("; ", reasons)
              + ".\nState: nothing was changed.\nNext: restore that schema from a backup.");
    }
    boolean owned = fixes.stream().anyMatch(fix -> fix.contains(" owner to "));
    throw new PostcarException.Refusal(
        "Refused: the bookkeeping in schema "
            + schema
            + " is not postcar's alone: "
            + String.join("; ", reasons)
            + ". Whoever controls it decides what postcar runs.\nState: nothing was changed.\nNext: "
            + (owned ? "if that role is trusted, set bookkeepingOwner to it; else check" : "check")
            + " what the tables hold, and run:\n  "
            + String.join("\n  ", fixes));
  }

  /**
   * Refuses to run SQL from tables that other roles may write.
   *
   * @param namespace the bookkeeping schema's name
   * @throws PostcarException.Refusal with the statements that end it
   */
  public void refuseStoredSql(String namespace) {
    if (writers.isEmpty()) {
      return;
    }
    String schema = Quote.identifier(namespace);
    String roles =
        writers.stream()
            .map(role -> role.equals("public") ? role : Quote.identifier(role))
            .collect(Collectors.joining(", "));
    throw new PostcarException.Refusal(
        "Refused: this would run SQL that the bookkeeping in schema "
            + schema
            + " has stored, and others may write its tables: "
            + roles
            + ".\nState: nothing was changed.\nNext: check what the tables hold, and run:\n  revoke"
            + " insert, update, trigger on all tables in schema "
            + schema
            + " from "
            + roles
            + ";");
  }

  // Membership in an owning role is no proof of anything: it says who may become that role, not who
  // has made the tables. "pg_database_owner" (PostgreSQL 14) is the owner of the database.
  private static final String TRUSTED =
      """
      select r.oid from pg_catalog.pg_roles r
       where r.rolsuper or r.rolname in (session_user, {role}, {owner}, 'pg_database_owner')
          or r.oid = (select d.datdba from pg_catalog.pg_database d where d.datname = current_database())\
      """;

  private static final String PARTS =
      """
      select c.oid, c.relname::text, c.relkind, c.relowner, c.relacl, c.relrowsecurity, c.relforcerowsecurity,
             format('%I.%I', n.nspname, c.relname) as name
        from pg_catalog.pg_namespace n join pg_catalog.pg_class c on c.relnamespace = n.oid
       where n.nspname = {namespace} and c.relkind in ('r', 'v', 'm', 'p', 'f')
         and c.relname in ('version', 'migration', 'event', 'statement', 'view')\
      """;

  private static final String EXPRESSIONS =
      """
      (with trusted as (
      """
          + TRUSTED
          + "), part as ("
          + PARTS
          + """
          )
          select array(
            select format(E'schema %1$I belongs to role %2$I\\talter schema %1$I owner to %3$I;',
                          n.nspname, pg_get_userbyid(n.nspowner), {role})
              from pg_catalog.pg_namespace n
             where n.nspname = {namespace} and n.nspowner not in (select oid from trusted)
            union all
            select format(E'%1$s belongs to role %2$I\\talter table %1$s owner to %3$I;',
                          name, pg_get_userbyid(relowner), {role})
              from part where relowner not in (select oid from trusted)
            union all
            select format(E'%s is not an ordinary table\\t', name) from part where relkind <> 'r'
            union all
            select format(E'%I.%I is missing\\t', {namespace}, m.name)
              from (values ('version', 'migration', 'checksum'), ('migration', 'version', 'generation'),
                           ('event', 'statement', 'direction'), ('statement', 'event', 'operation'),
                           ('statement', 'view', 'down_sql')) m(name, witness, attribute)
              join part p on p.relname = m.witness
              join pg_catalog.pg_attribute a on a.attrelid = p.oid and a.attname = m.attribute
             where m.name not in (select relname from part)
            union all
            select format(E'%1$s has the trigger %2$I\\talter table %1$s disable trigger %2$I;', name, t.tgname)
              from part join pg_catalog.pg_trigger t on t.tgrelid = part.oid
             where not t.tgisinternal and t.tgenabled <> 'D'
            union all
            select format(E'%1$s has the rule %2$I\\talter table %1$s disable rule %2$I;', name, w.rulename)
              from part join pg_catalog.pg_rewrite w on w.ev_class = part.oid
             where relkind = 'r' and w.ev_enabled <> 'D'
            union all
            select format(E'%1$s has row security, which applies to role %2$I\\talter table %1$s disable row level security;',
                          name, r.rolname)
              from part join pg_catalog.pg_roles r on r.rolname = {role}
             where relrowsecurity and not r.rolsuper and not r.rolbypassrls
               and (relforcerowsecurity or not pg_has_role(r.oid, relowner, 'usage'))
            union all
            select format(E'%1$s inherits from %2$s\\talter table %1$s no inherit %2$s;', i.inhrelid::regclass, name)
              from part join pg_catalog.pg_inherits i on i.inhparent = part.oid)),
          """
          + "(with trusted as ("
          + TRUSTED
          + "), part as ("
          + PARTS
          + """
          )
          select array(
            select distinct case when a.grantee = 0 then 'public' else pg_get_userbyid(a.grantee)::text end
              from (select relowner, relacl as acl from part
                    union all
                    select relowner, t.attacl from part join pg_catalog.pg_attribute t on t.attrelid = part.oid
                     where t.attacl is not null) granted,
                   aclexplode(granted.acl) a
             where a.privilege_type in ('INSERT', 'UPDATE', 'TRIGGER') and a.grantee <> granted.relowner
               and a.grantee not in (select oid from trusted)))\
          """;
}
