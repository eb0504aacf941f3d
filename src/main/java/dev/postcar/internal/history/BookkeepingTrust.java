package dev.postcar.internal.history;

import dev.postcar.PostcarException;
import dev.postcar.internal.sql.Quote;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Whether the bookkeeping is postcar's own and plain. Whoever owns its tables, or may put a trigger
 * on them, decides what postcar runs, with all that postcar's role may do.
 *
 * @param faults why it is not used; empty for a sound one
 * @param writers the roles other than its owners that may write its tables
 */
public record BookkeepingTrust(List<Fault> faults, List<Fault> writers) {

  /**
   * What is wrong.
   *
   * @param reason in words; of a writer its name
   * @param fix the statement that ends it; empty where no statement does
   */
  public record Fault(String reason, String fix) {

    /**
     * Makes one of a kind and of names: no text of a server's is printed as a statement.
     *
     * @param namespace the bookkeeping schema's name
     * @param row of what {@link #expressions} asks for
     */
    public static Fault of(String namespace, String[] row) {
      String table = namespace + "." + row[1];
      String alter = "alter table " + quoted(namespace) + "." + quoted(row[1]) + " ";
      String one = quoted(row[2]);
      String two = quoted(row[3]);
      String who = row[2].isEmpty() ? "public" : one;
      String on = " on all tables in schema " + quoted(namespace) + " from " + who + " cascade;";
      return switch (row[0]) {
        case "schema" ->
            new Fault(
                "schema " + namespace + " belongs to role " + one,
                "alter schema " + quoted(namespace) + " owner to " + two + ";");
        case "owner" ->
            new Fault(table + " belongs to role " + one, alter + "owner to " + two + ";");
        case "kind" -> new Fault(table + " is not an ordinary table", "");
        case "missing" -> new Fault(table + " is missing", "");
        case "trigger" ->
            new Fault(table + " has the trigger " + one, alter + "disable trigger " + one + ";");
        case "rule" ->
            new Fault(table + " has the rule " + one, alter + "disable rule " + one + ";");
        case "security" ->
            new Fault(
                table + " has row security, which applies to role " + one,
                alter + "disable row level security;");
        case "child" ->
            new Fault(
                one + "." + two + " inherits from " + table,
                "alter table "
                    + one
                    + "."
                    + two
                    + " no inherit "
                    + alter.substring(12).strip()
                    + ";");
        case "key" ->
            new Fault(
                quoted(row[1]) + "." + one + " refers to it with the foreign key " + two,
                "alter table " + quoted(row[1]) + "." + one + " drop constraint " + two + ";");
        case "calls" -> new Fault(table + " calls or uses " + row[2], "");
        case "grant" ->
            new Fault(
                who + " may put triggers on its tables, or foreign keys to them",
                "revoke trigger, references" + on);
        case "writer" -> new Fault(who, "revoke insert, update, delete, truncate" + on);
        default -> new Fault(one, "revoke pg_write_all_data from " + one + ";");
      };
    }

    /** Whatever the length: it is only printed. */
    private static String quoted(String name) {
      return '"' + name.replace("\"", "\"\"") + '"';
    }
  }

  /** Of what others have named, a line feed or tab would forge what is printed. */
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  /** Takes copies. */
  public BookkeepingTrust {
    faults = List.copyOf(faults);
    writers = List.copyOf(writers);
  }

  /**
   * Asks for both: two SQL expressions of type {@code text[]} with two dimensions. They need no
   * privilege on the schema.
   *
   * @param namespace the bookkeeping schema's name
   * @param role the role that postcar sets; null for none
   * @param owner a further role that may own the bookkeeping; null for none
   * @return to be run under {@link dev.postcar.internal.sql.OwnSql#LOCAL}
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
    String reasons =
        faults.stream()
            .map(fault -> CONTROL.matcher(fault.reason()).replaceAll("?"))
            .collect(Collectors.joining("; "));
    Set<String> fixes = fixes(faults);
    String schema = Quote.identifier(namespace);
    if (fixes.contains("")) {
      throw new PostcarException.Refusal(
          "The bookkeeping in schema "
              + schema
              + " is damaged, or was not created by postcar: "
              + reasons
              + ".\nState: nothing was changed.\nNext: restore that schema from a backup.");
    }
    boolean owned = fixes.stream().anyMatch(fix -> fix.contains(" owner to "));
    throw new PostcarException.Refusal(
        "Refused: the bookkeeping in schema "
            + schema
            + " cannot be trusted: "
            + reasons
            + ". Whoever controls it decides what postcar runs.\n"
            + "State: nothing was changed.\n"
            + "Next: "
            + (owned
                ? "if you trust that role, set bookkeepingOwner to it; otherwise check"
                : "check")
            + " what the tables hold, and run: "
            + String.join(" ", fixes));
  }

  /** No statement is printed that a control character in a name could make another one. */
  private static Set<String> fixes(List<Fault> some) {
    return some.stream()
        .map(fault -> CONTROL.matcher(fault.fix()).find() ? "" : fault.fix())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * Refuses to run SQL from tables that other roles may write.
   *
   * @param namespace the bookkeeping schema's name
   * @throws PostcarException.Refusal with the statements that end it
   */
  public void refuseStoredSql(String namespace) {
    if (!writers.isEmpty()) {
      throw new PostcarException.Refusal(
          "Refused: this would run SQL that the bookkeeping in schema "
              + Quote.identifier(namespace)
              + " has stored, and other roles may write its tables: "
              + names()
              + ".\nState: nothing was changed.\nNext: check what the tables hold, and run: "
              + String.join(" ", fixes(writers)));
    }
  }

  /**
   * Warns of roles that may write the tables: they decide what counts as applied.
   *
   * @param namespace the bookkeeping schema's name
   * @return null where there are none
   */
  public String warning(String namespace) {
    return writers.isEmpty()
        ? null
        : names()
            + " may write the bookkeeping in schema "
            + Quote.identifier(namespace)
            + ", and so decide what counts as applied. To revoke that: "
            + String.join(" ", fixes(writers));
  }

  private String names() {
    return writers.stream()
        .map(writer -> CONTROL.matcher(writer.reason()).replaceAll("?"))
        .collect(Collectors.joining(", "));
  }

  // Membership in an owning role is no proof of anything: it says who may become that role, not who
  // has made the tables. "pg_database_owner" (PostgreSQL 14) is the owner of the database.
  private static final String TRUSTED =
      """
      trusted as (
        select r.oid from pg_catalog.pg_roles r
         where r.rolsuper or r.rolname in (session_user, {role}, {owner}, 'pg_database_owner')
            or r.oid = (select d.datdba from pg_catalog.pg_database d where d.datname = current_database())
      ), part as (
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
  // of
  // it is PostgreSQL's own: oids from 16384 on are those of users.
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
            select array['key', n.nspname::text, c.relname::text, f.conname::text]
              from pg_catalog.pg_constraint f join pg_catalog.pg_class c on c.oid = f.conrelid
              join pg_catalog.pg_namespace n on n.oid = c.relnamespace
             where f.confrelid in (select oid from part) and f.conrelid not in (select oid from part)
               and f.conparentid = 0
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
              join (select part.oid as part, 'pg_catalog.pg_class'::regclass as class, part.oid from part
                    union all
                    select conrelid, 'pg_catalog.pg_constraint'::regclass, oid from pg_catalog.pg_constraint
                    union all
                    select adrelid, 'pg_catalog.pg_attrdef'::regclass, oid from pg_catalog.pg_attrdef
                    union all
                    select indrelid, 'pg_catalog.pg_class'::regclass, indexrelid from pg_catalog.pg_index) o on o.part = part.oid
              join pg_catalog.pg_depend d on d.classid = o.class and d.objid = o.oid
             where d.refobjid >= 16384
               and d.refclassid in ('pg_catalog.pg_proc'::regclass, 'pg_catalog.pg_type'::regclass,
                                    'pg_catalog.pg_operator'::regclass, 'pg_catalog.pg_opclass'::regclass,
                                    'pg_catalog.pg_opfamily'::regclass, 'pg_catalog.pg_collation'::regclass,
                                    'pg_catalog.pg_am'::regclass)
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
}
