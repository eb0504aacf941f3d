package dev.postcar.internal.fleet;

import dev.postcar.PostcarException;
import dev.postcar.internal.session.Connections;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The schemas of each database, read once: in the search_path a schema that is not there is passed
 * over, and its migrations would run in another.
 */
final class KnownSchemas {

  private final Map<Map<String, String>, Set<String>> known = new HashMap<>();

  /**
   * Refuses a target whose schema is not there.
   *
   * @throws PostcarException.Refusal if it was not when its database was looked at
   */
  void refuseMissing(String schema, TargetPlace place, Connections connections) {
    if (!of(place, connections).contains(schema)) {
      throw new PostcarException.Refusal(
          "Refused: the database of this target has no schema %s.\nState: nothing was changed.\nNext: create the schema, or remove the target from the fleet."
              .formatted(schema),
          null,
          null);
    }
  }

  private Set<String> of(TargetPlace place, Connections connections) {
    synchronized (known) {
      if (known.containsKey(place.database())) {
        return known.get(place.database());
      }
    }
    Set<String> schemas = read(connections);
    synchronized (known) {
      known.put(place.database(), schemas);
    }
    return schemas;
  }

  private static Set<String> read(Connections connections) {
    try (Connection connection = connections.connectOrFail();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select nspname from pg_catalog.pg_namespace")) {
      Set<String> schemas = new HashSet<>();
      while (row.next()) {
        schemas.add(row.getString(1));
      }
      return schemas;
    } catch (SQLException e) {
      throw new PostcarException.Connection(
          "The schemas of the database cannot be read: " + e.getMessage() + ".", e);
    }
  }
}
