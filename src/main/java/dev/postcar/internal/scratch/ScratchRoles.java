package dev.postcar.internal.scratch;

import dev.postcar.internal.sql.Quote;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Roles by name, and who is a member of whom.
 *
 * @param names without PostgreSQL's own ({@code pg_…})
 * @param powers what those of them may that may more than others, such as {@code createrole}, or
 *     {@code superuser}
 */
public record ScratchRoles(
    Set<String> names, Map<String, String> powers, List<Membership> memberships) {

  private static final String SUPERUSER = "superuser";

  /** Not replication: logical decoding loads a library from any file. */
  private static final Set<String> POWERS = Set.of("createrole", "createdb", "bypassrls");

  private static final Pattern MAKING = Pattern.compile("(?i)\\bcreate\\s+(role|user|group)\\b");

  /** No roles. */
  public static final ScratchRoles NONE = new ScratchRoles(Set.of(), Map.of(), List.of());

  /** A role is a member of another. */
  public record Membership(String role, String member) {}

  /** Takes copies. */
  public ScratchRoles {
    names = Set.copyOf(names);
    Map<String, String> kept = new HashMap<>();
    powers.forEach((name, may) -> kept.put(name, known(may)));
    powers = Map.copyOf(kept);
    memberships = List.copyOf(memberships);
  }

  /**
   * Reads a server's roles.
   *
   * @param connection to any database of it; nothing is written
   */
  public static ScratchRoles of(Connection connection) throws SQLException {
    Set<String> names = new HashSet<>();
    Map<String, String> powers = new HashMap<>();
    List<Membership> memberships = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row =
          statement.executeQuery(
              """
              select r.rolname, case when r.rolsuper then 'superuser' else pg_catalog.concat_ws(' ',
                       case when r.rolcreaterole then 'createrole' end, case when r.rolcreatedb then 'createdb' end,
                       case when r.rolbypassrls then 'bypassrls' end) end
                from pg_catalog.pg_roles r where r.rolname operator(pg_catalog.!~) '^pg_'
              """)) {
        while (row.next()) {
          names.add(row.getString(1));
          powers.put(row.getString(1), row.getString(2));
        }
      }
      try (ResultSet row =
          statement.executeQuery(
              """
              select r.rolname, m.rolname from pg_catalog.pg_auth_members a
                join pg_catalog.pg_roles r on r.oid = a.roleid
                join pg_catalog.pg_roles m on m.oid = a.member
               where m.rolname !~ '^pg_' group by 1, 2
              """)) {
        while (row.next()) {
          memberships.add(new Membership(row.getString(1), row.getString(2)));
        }
      }
    }
    return new ScratchRoles(names, powers, memberships);
  }

  /** Whatever the server answers, it becomes part of a statement. */
  private static String known(String powers) {
    return SUPERUSER.equals(powers)
        ? SUPERUSER
        : Arrays.stream(powers.split(" ", -1))
            .filter(POWERS::contains)
            .collect(Collectors.joining(" "));
  }

  /** Whether that one is a superuser. */
  boolean isSuperuser(String name) {
    return SUPERUSER.equals(powers.get(name));
  }

  /**
   * Makes those that are missing, unable to log in.
   *
   * @param mark a comment on those that are made; null for none
   * @param texts the SQL that is going to run: the roles that it makes are left to it
   * @return the names of those that were made
   */
  Set<String> create(Connection connection, Set<String> wanted, String mark, List<String> texts)
      throws SQLException {
    Set<String> missing = new TreeSet<>(names);
    missing.removeIf(name -> isMade(name, texts));
    missing.addAll(wanted);
    ScratchRoles there = of(connection);
    String user = connection.getMetaData().getUserName();
    Set<String> present = new HashSet<>(there.names());
    missing.removeAll(present);
    present.addAll(missing);
    // A superuser's name on the target is no reason to become one here.
    present.removeIf(name -> name.startsWith("pg_"));
    // All of them or, where one is not allowed, none.
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      for (String name : missing) {
        String role = Quote.identifier(name);
        statement.addBatch("create role " + role + " nologin");
        if (mark != null) {
          statement.addBatch("comment on role " + role + " is " + Quote.literal(mark));
        }
        if (!there.isSuperuser(user)) {
          statement.addBatch("grant " + role + " to current_user");
        }
      }
      for (Membership membership : memberships) {
        boolean isNew =
            missing.contains(membership.role()) || missing.contains(membership.member());
        if (isNew
            && !there.isSuperuser(membership.role())
            && present.contains(membership.role())
            && present.contains(membership.member())) {
          statement.addBatch(
              "grant "
                  + Quote.identifier(membership.role())
                  + " to "
                  + Quote.identifier(membership.member()));
        }
      }
      statement.executeBatch();
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
    return missing;
  }

  /**
   * Returns whether a role that appeared meanwhile on a server of others is of these texts: the
   * name alone may be any word.
   */
  static boolean mayBeMade(String name, List<String> texts) {
    Pattern word = Pattern.compile("(?i)(?<![\\w$])" + Pattern.quote(name) + "(?![\\w$])");
    return texts.stream()
        .anyMatch(text -> MAKING.matcher(text).find() && word.matcher(text).find());
  }

  private static boolean isMade(String name, List<String> texts) {
    String word = Pattern.quote(name);
    Pattern making =
        Pattern.compile("(?i)\\bcreate\\s+(role|user|group)\\s+(\"" + word + "\"|" + word + "\\b)");
    return texts.stream().anyMatch(text -> making.matcher(text).find());
  }
}
