package dev.postcar.internal.scratch;

import dev.postcar.internal.session.ServerSaid;
import dev.postcar.internal.sql.Quote;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * Gives a scratch server the target's tablespaces, and its databases the target's settings.
 *
 * @param maintenance a session of postcar's own
 * @param options say what the target is like
 */
record ScratchLikeness(Connection maintenance, ScratchOptions options) {

  /** In the data directory of a private server, as no other is its business. */
  void makeTablespaces() {
    for (String tablespace : options.target().tablespaces()) {
      String name = Quote.identifier(tablespace);
      attempt(
          "tablespace " + tablespace,
          "set allow_in_place_tablespaces = on",
          "create tablespace " + name + " location ''",
          "grant create on tablespace " + name + " to public");
    }
  }

  /** The settings of the target's database and of some roles in it. */
  void set(String database, Set<String> roles) throws SQLException {
    String in = Quote.identifier(database);
    maintenance.setAutoCommit(false);
    try {
      for (ScratchTarget.Setting setting : options.target().settingsOf(roles)) {
        String whose =
            setting.role() == null
                ? "database " + in
                : "role " + Quote.identifier(setting.role()) + " in database " + in;
        String name = Quote.identifier(setting.name()).replace(".", "\".\"");
        // The value of a list is not one literal: the server itself takes it over.
        attempt(
            "setting " + setting.name(),
            "select pg_catalog.set_config("
                + Quote.literal(setting.name())
                + ", "
                + Quote.literal(setting.value())
                + ", true)",
            "alter " + whose + " set " + name + " from current");
      }
    } finally {
      maintenance.setAutoCommit(true);
    }
  }

  private void attempt(String what, String... statements) {
    try (Statement statement = maintenance.createStatement()) {
      for (String one : statements) {
        statement.execute(one);
      }
      if (!maintenance.getAutoCommit()) {
        maintenance.commit();
      }
    } catch (SQLException e) {
      options
          .note()
          .accept(
              "the scratch database does not have the target's " + what + ": " + ServerSaid.of(e));
      try {
        if (!maintenance.getAutoCommit()) {
          maintenance.rollback();
        }
      } catch (SQLException lost) {
        // What comes next says so.
      }
    }
  }
}
