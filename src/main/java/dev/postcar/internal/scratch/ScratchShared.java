package dev.postcar.internal.scratch;

import dev.postcar.PostcarException;
import dev.postcar.internal.scratch.ScratchRoles.Membership;
import dev.postcar.internal.sql.Quote;
import dev.postcar.internal.sql.SqlScript;
import dev.postcar.internal.sql.SqlSyntaxException;
import dev.postcar.internal.sql.Statement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What all databases of a server share: SQL on a scratch database leaves it as it was, or is
 * refused.
 */
final class ScratchShared {

  private static final Pattern SERVER =
      Pattern.compile("^(alter system|(create|drop|alter) (database|tablespace))\\b");
  private static final Pattern ROLE = Pattern.compile("^(alter|drop) (role|user|group)\\b");

  private final Connection maintenance;
  private final ScratchOptions options;
  private final ScratchRoles roles;
  private final Set<String> databases;

  /** Remembers what is there now. */
  ScratchShared(Connection maintenance, ScratchOptions options) throws SQLException {
    this.maintenance = maintenance;
    this.options = options;
    this.roles = ScratchRoles.of(maintenance);
    this.databases = databases();
  }

  /** Whether there are roles, or databases but these, that were not there. */
  boolean isChanged(Set<String> but) throws SQLException {
    return !newRoles().isEmpty() || !newDatabases(but).isEmpty();
  }

  /** Undoes what is new; on a server of others what the SQL names, as the rest is not its own. */
  void undo(Set<String> but) throws SQLException {
    boolean isPrivate = options.server() == null;
    for (String database : isPrivate ? newDatabases(but) : Set.<String>of()) {
      execute("drop database if exists " + Quote.identifier(database) + " with (force)");
    }
    for (String role : newRoles()) {
      if (isPrivate || ScratchRoles.mayBeMade(role, options.texts())) {
        execute("drop role if exists " + Quote.identifier(role));
      } else {
        options
            .note()
            .accept(
                "role "
                    + role
                    + " appeared on the scratch server in the meantime, and was not removed");
      }
    }
    List<Membership> now = ScratchRoles.of(maintenance).memberships();
    change("revoke %s from %s", now, roles.memberships());
    change("grant %s to %s", roles.memberships(), now);
  }

  private void change(String sql, List<Membership> some, List<Membership> others)
      throws SQLException {
    for (Membership one : some) {
      boolean isOurs =
          options.server() == null
              || options.texts().stream()
                  .anyMatch(text -> names(text, one.role()) && names(text, one.member()));
      if (isOurs && !others.contains(one)) {
        execute(sql.formatted(Quote.identifier(one.role()), Quote.identifier(one.member())));
      }
    }
  }

  private Set<String> newRoles() throws SQLException {
    Set<String> made = new TreeSet<>(ScratchRoles.of(maintenance).names());
    made.removeAll(roles.names());
    return made;
  }

  private Set<String> newDatabases(Set<String> but) throws SQLException {
    Set<String> made = databases();
    made.removeAll(databases);
    made.removeAll(but);
    return made;
  }

  private Set<String> databases() throws SQLException {
    try (java.sql.Statement statement = maintenance.createStatement()) {
      Set<String> names = new TreeSet<>();
      ScratchTarget.rows(statement, "select datname from pg_catalog.pg_database")
          .forEach(row -> names.add(row.get(0)));
      return names;
    }
  }

  private void execute(String sql) throws SQLException {
    try (java.sql.Statement statement = maintenance.createStatement()) {
      statement.execute(sql);
    }
  }

  private static boolean names(String text, String role) {
    return Pattern.compile("(?i)(?<![\\w$])" + Pattern.quote(role) + "(?![\\w$])")
        .matcher(text)
        .find();
  }

  /**
   * Refuses what would change a server of others for good: they cannot run inside a function, so
   * that the text shows them.
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
                  + "\" changes the whole server, and --scratch is a server of your own.\nState:"
                  + " nothing was run there.\nNext: omit --scratch: a private server is deleted"
                  + " afterwards.");
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
