package dev.postcar.internal.trace;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * A session that stands in another one's way: it has an old snapshot and weak locks on tables, for
 * which a statement that runs concurrently must wait.
 */
record BlockingSession(Connection connection) {

  /**
   * Stands in the way of everything but plain use.
   *
   * @throws SQLException if that is not possible at once: it then stands in nobody's way
   */
  void hold(Collection<Relation> relations, LockMode mode) throws SQLException {
    String tables =
        relations.stream()
            .filter(relation -> relation.kind() == 'r' || relation.kind() == 'p')
            .map(relation -> qualified(relation.name()))
            .collect(Collectors.joining(", "));
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "begin isolation level repeatable read; set local lock_timeout = '100ms'; select 1"
              + (tables.isEmpty()
                  ? ""
                  : "; lock table "
                      + tables
                      + " in "
                      + (mode == LockMode.ACCESS_SHARE ? "access share" : "share update exclusive")
                      + " mode"));
    } catch (SQLException e) {
      release();
      throw e;
    }
  }

  private static String qualified(String name) {
    return name.matches("(\"([^\"]|\"\")*\"|[^.\"]*)\\..*") ? name : "public." + name;
  }

  void release() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("rollback");
    }
  }
}
