package dev.postcar.internal.fleet;

import dev.postcar.fleet.FleetTarget;
import java.util.Map;
import java.util.TreeMap;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Where a target is.
 *
 * @param server host and port, or hosts and ports: what bounds connections
 * @param database what has the same connections: server, database, login and all else
 */
record TargetPlace(String server, Map<String, String> database) {

  static TargetPlace of(FleetTarget target) {
    Map<String, String> all = new TreeMap<>();
    var parsed = Driver.parseURL(target.jdbcUrl(), target.properties());
    if (parsed != null) {
      parsed.stringPropertyNames().forEach(name -> all.put(name, parsed.getProperty(name)));
    }
    String socket = all.get("socketFactoryArg");
    String server =
        socket != null
            ? socket
            : all.get(PGProperty.PG_HOST.getName()) + ":" + all.get(PGProperty.PG_PORT.getName());
    return new TargetPlace(server, all);
  }

  /** Its server alone: the rest has the password. */
  @Override
  public String toString() {
    return server;
  }
}
