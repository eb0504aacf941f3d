package dev.postcar.internal.fleet;

import dev.postcar.fleet.FleetTarget;
import dev.postcar.internal.config.ConnectionSettings;

/**
 * A target that the settings name.
 *
 * @param schema null for the whole database
 * @param group the empty text or null for none
 */
public record FoundTarget(String name, ConnectionSettings connection, String schema, String group) {

  /** For a fleet. */
  public FleetTarget target() {
    return FleetTarget.of(name, connection.jdbcUrl(), connection.driverProperties())
        .inSchema(schema)
        .inGroup(group);
  }
}
