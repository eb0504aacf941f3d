package dev.postcar.internal.operation;

import dev.postcar.PostcarException;
import dev.postcar.internal.session.Connections;
import dev.postcar.internal.session.ServerSaid;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Refuses to change a database that anybody may need. */
final class CloneGuard {

  /** A copy of the files has the same system identifier, but its server was started by itself. */
  private static final String WHICH =
      """
      select d.datname, d.oid || ' ' || (1000000 * extract(epoch from pg_catalog.pg_postmaster_start_time()))::bigint
        from pg_catalog.pg_database d where d.datname = pg_catalog.current_database()""";

  private static final String OTHERS =
      """
      select pg_catalog.count(*) from pg_catalog.pg_stat_activity a
       where a.datname = pg_catalog.current_database() and a.pid <> pg_catalog.pg_backend_pid()
         and a.backend_type = 'client backend'""";

  private CloneGuard() {}

  /**
   * Looks at both.
   *
   * @param target the configured database, if there is one: must be another one
   * @param confirmed the name that was typed
   * @return the clone's name
   * @throws PostcarException.Refusal if it is the target, or others use it
   * @throws PostcarException.Configuration if another name was typed
   */
  static String refuse(Connections clone, Connections target, String confirmed) {
    try (Connection connection = clone.connectOrFail()) {
      String name = value(connection, WHICH, 1);
      if (!name.equals(confirmed)) {
        throw new PostcarException.Configuration(
            "The rehearsal would change the database %s for good.\nState: nothing was changed.\nNext: if that is a clone that can be dropped, add --yes %s."
                .formatted(name, name));
      }
      String identity = value(connection, WHICH, 2);
      if (target.hasDatabase()) {
        try (Connection real = target.connectOrFail()) {
          if (value(real, WHICH, 2).equals(identity)) {
            throw new PostcarException.Refusal(
                "Refused: %s is the configured database. A rehearsal would change it for good. Nothing was changed.\nNext: name a clone, or omit --database."
                    .formatted(name));
          }
        }
      }
      int others = Integer.parseInt(value(connection, OTHERS, 1));
      if (others > 0) {
        throw new PostcarException.Refusal(
            "Refused: %s has %d other %s. A rehearsal would change the database for good. Nothing was changed.\nNext: name a clone that nobody uses."
                .formatted(name, others, others == 1 ? "session" : "sessions"));
      }
      return name;
    } catch (SQLException e) {
      throw new PostcarException.Connection(
          "The database of the rehearsal cannot be read: " + ServerSaid.of(e) + ".", e);
    }
  }

  private static String value(Connection connection, String sql, int column) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(column);
    }
  }
}
