package dev.postcar.schema;

import dev.postcar.sql.Quote;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Roles by name, and who is a member of whom.
 *
 * @param names without PostgreSQL's own ({@code pg_…})
 * @param superusers those of them that are superusers, as far as that matters
 * @param memberships among them
 */
public record ScratchRoles(
    Set<String> names, Set<String> superusers, List<Membership> memberships) {

  private static final Pattern MAKING = Pattern.compile("(?i)\\bcreate\\s+(role|user|group)\\b");

  /** No roles. */
  public static final ScratchRoles NONE = new ScratchRoles(Set.of(), Set.of(), List.of());

  /** A role is a member of another. */
  public record Membership(String role, String member) {}

  /** Takes copies. */
  public ScratchRoles {
    names = Set.copyOf(names);
    superusers = Set.copyOf(superusers);
    memberships = List.copyOf(memberships);
  }

  /**
   * Reads a server's roles.
   *
   * @param connection to any database of it; nothing is written
   * @return all but PostgreSQL's own
   * @throws SQLException if they cannot be read
   */
  public static ScratchRoles of(Connection connection) throws SQLException {
    Set<String> names = new HashSet<>();
    Set<String> superusers = new HashSet<>();
    List<Membership> memberships = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row =
          statement.executeQuery(
              "select rolname, rolsuper from pg_catalog.pg_roles where rolname !~ '^pg_'")) {
        while (row.next()) {
          names.add(row.getString(1));
          if (row.getBoolean(2)) {
            superusers.add(row.getString(1));
          }
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
    return new ScratchRoles(names, superusers, memberships);
  }

  /** The same, but for this one none is a superuser. */
  ScratchRoles onlyWith(String owner) {
    boolean powerful = owner != null && superusers.contains(owner);
    return new ScratchRoles(names, powerful ? Set.of(owner) : Set.of(), memberships);
  }

  /** The same and some more, which are superusers. */
  ScratchRoles runBy(Set<String> runners) {
    Set<String> all = new HashSet<>(names);
    all.addAll(runners);
    return new ScratchRoles(all, runners, memberships);
  }

  /**
   * Makes those that are missing, unable to log in.
   *
   * @param connection to any database of the scratch server
   * @param owner is to be there as well; may be null
   * @param texts the SQL that is going to run: the roles that it makes are left to it
   * @return the names of those that were made
   * @throws SQLException if that is not allowed
   */
  Set<String> create(Connection connection, String owner, List<String> texts) throws SQLException {
    Set<String> missing = new TreeSet<>(names);
    missing.removeIf(name -> isMade(name, texts));
    if (owner != null) {
      missing.add(owner);
    }
    ScratchRoles there = of(connection);
    boolean superuser = there.superusers().contains(connection.getMetaData().getUserName());
    Set<String> present = new HashSet<>(there.names());
    missing.removeAll(present);
    present.addAll(missing);
    // All of them or, where one is not allowed, none.
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      for (String name : missing) {
        boolean powerful = superusers.contains(name) && superuser;
        statement.addBatch(
            "create role " + Quote.identifier(name) + " nologin" + (powerful ? " superuser" : ""));
      }
      for (Membership membership : memberships) {
        boolean isNew =
            missing.contains(membership.role()) || missing.contains(membership.member());
        if (isNew && present.contains(membership.role()) && present.contains(membership.member())) {
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
   * Tells whether a role that appeared meanwhile on a server of others is of these texts: the name
   * alone may be any word.
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
