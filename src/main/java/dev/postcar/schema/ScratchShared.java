package dev.postcar.schema;

import dev.postcar.PostcarException;
import dev.postcar.sql.SqlScript;
import dev.postcar.sql.SqlSyntaxException;
import dev.postcar.sql.Statement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What all databases of a server share beside its roles and databases themselves: memberships,
 * roles' settings and attributes.
 *
 * @param facts by the statement that makes each true again
 */
record ScratchShared(Map<String, Fact> facts) {

  /**
   * One of them.
   *
   * @param remove the statement that makes it untrue; null for none
   * @param roles the names in it
   */
  record Fact(String remove, List<String> roles) {}

  private static final String FACTS =
      """
      select pg_catalog.format('grant %I to %I', r.rolname, m.rolname) as put,
             pg_catalog.format('revoke %I from %I', r.rolname, m.rolname) as remove, r.rolname, m.rolname
        from pg_catalog.pg_auth_members a
        join pg_catalog.pg_roles r on r.oid = a.roleid
        join pg_catalog.pg_roles m on m.oid = a.member
      union all
      select pg_catalog.format('do %L', pg_catalog.format('begin perform pg_catalog.set_config(%L, %L, true); execute %L; end',
                 s.name, s.value, pg_catalog.format('alter role %I set %s from current', s.rolname, s.quoted))),
             pg_catalog.format('alter role %I reset %s', s.rolname, s.quoted), s.rolname, s.rolname
        from (select r.rolname, pg_catalog.split_part(c, '=', 1) as name,
                     pg_catalog.substr(c, pg_catalog.strpos(c, '=') + 1) as value,
                     (select pg_catalog.string_agg(pg_catalog.quote_ident(p), '.')
                        from pg_catalog.unnest(pg_catalog.string_to_array(pg_catalog.split_part(c, '=', 1), '.')) p) as quoted
                from pg_catalog.pg_db_role_setting d
                join pg_catalog.pg_roles r on r.oid = d.setrole
               cross join pg_catalog.unnest(d.setconfig) c
               where d.setdatabase = 0) s
      union all
      select pg_catalog.format('alter role %I with %s %s %s %s connection limit %s', r.rolname,
                 case when r.rolcreatedb then 'createdb' else 'nocreatedb' end,
                 case when r.rolcreaterole then 'createrole' else 'nocreaterole' end,
                 case when r.rolinherit then 'inherit' else 'noinherit' end,
                 case when r.rolcanlogin then 'login' else 'nologin' end, r.rolconnlimit),
             null, r.rolname, r.rolname
        from pg_catalog.pg_roles r
      """;

  private static final Pattern SERVER =
      Pattern.compile("^(alter system|(create|drop|alter) (database|tablespace))\\b");
  private static final Pattern ROLE = Pattern.compile("^(alter|drop) (role|user|group)\\b");

  static ScratchShared of(Connection connection) throws SQLException {
    Map<String, Fact> facts = new LinkedHashMap<>();
    try (java.sql.Statement statement = connection.createStatement()) {
      for (List<String> row : ScratchTarget.rows(statement, FACTS)) {
        facts.put(row.get(0), new Fact(row.get(1), row.subList(2, 4)));
      }
    }
    return new ScratchShared(facts);
  }

  /** The statements that lead back here from another state; the texts say whose that is. */
  List<String> backFrom(ScratchShared now, List<String> texts, boolean isPrivate) {
    List<String> back = new java.util.ArrayList<>();
    now.facts.forEach(
        (put, fact) -> {
          if (!facts.containsKey(put) && fact.remove() != null && isOurs(fact, texts, isPrivate)) {
            back.add(fact.remove());
          }
        });
    facts.forEach(
        (put, fact) -> {
          if (!now.facts.containsKey(put) && isOurs(fact, texts, isPrivate)) {
            back.add(put);
          }
        });
    return back;
  }

  private static boolean isOurs(Fact fact, List<String> texts, boolean isPrivate) {
    return isPrivate
        || fact.roles().stream().allMatch(role -> texts.stream().anyMatch(t -> names(t, role)));
  }

  private static boolean names(String text, String role) {
    return Pattern.compile("(?i)(?<![\\w$])" + Pattern.quote(role) + "(?![\\w$])")
        .matcher(text)
        .find();
  }

  /**
   * Refuses what would change a server of others for good: they cannot run inside a function, so
   * that the text shows them.
   *
   * @param texts that are going to run
   * @param others the roles that were there
   */
  static void refuseServerWide(List<String> texts, Set<String> others) {
    for (String text : texts) {
      for (Statement statement : statements(text)) {
        String skeleton = SqlScript.skeleton(statement.text());
        boolean touches =
            SERVER.matcher(skeleton).find()
                || (ROLE.matcher(skeleton).find()
                    && others.stream().anyMatch(role -> names(statement.text(), role)));
        if (touches) {
          String line = SqlScript.canonical(statement.text());
          throw new PostcarException.Refusal(
              "Refused: \""
                  + (line.length() > 80 ? line.substring(0, 80) + "…" : line)
                  + "\" changes the whole server, and --scratch names a server of yours.\nState:"
                  + " nothing was run there.\nNext: leave out --scratch: a private server is thrown"
                  + " away afterwards.");
        }
      }
    }
  }

  private static List<Statement> statements(String text) {
    try {
      return SqlScript.statements(text);
    } catch (SqlSyntaxException e) {
      return List.of();
    }
  }
}
