package dev.postcar.internal.config;

import dev.postcar.internal.config.ConnectionSettings.Server;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A connection as libpq's programs read it.
 *
 * @param variables to be set; all others in {@link #names} would say something else
 * @param passwords the lines of a password file; empty where there is no password
 */
public record LibpqConnection(Map<String, String> variables, List<String> passwords) {

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("ApplicationName", "PGAPPNAME"),
          Map.entry("connectTimeout", "PGCONNECT_TIMEOUT"),
          Map.entry("options", "PGOPTIONS"),
          Map.entry("PGTZ", "PGTZ"),
          Map.entry("targetServerType", "PGTARGETSESSIONATTRS"),
          Map.entry("loadBalanceHosts", "PGLOADBALANCEHOSTS"),
          Map.entry("channelBinding", "PGCHANNELBINDING"),
          Map.entry("requireAuth", "PGREQUIREAUTH"),
          Map.entry("requirePeer", "PGREQUIREPEER"),
          Map.entry("gssEncMode", "PGGSSENCMODE"),
          Map.entry("kerberosServerName", "PGKRBSRVNAME"),
          Map.entry("sslNegotiation", "PGSSLNEGOTIATION"),
          Map.entry("sslMinProtocolVersion", "PGSSLMINPROTOCOLVERSION"),
          Map.entry("sslMaxProtocolVersion", "PGSSLMAXPROTOCOLVERSION"),
          Map.entry("sslrootcert", "PGSSLROOTCERT"),
          Map.entry("sslcert", "PGSSLCERT"),
          Map.entry("sslkey", "PGSSLKEY"));

  /** libpq's words for the driver's. */
  private static final Map<String, String> VALUES =
      Map.of(
          "targetServerType=primary", "read-write",
          "targetServerType=secondary", "standby",
          "targetServerType=preferSecondary", "prefer-standby",
          "targetServerType=preferPrimary", "any",
          "loadBalanceHosts=true", "random",
          "loadBalanceHosts=false", "disable",
          "gssEncMode=allow", "prefer");

  /** The variables that say how to connect. */
  public static Set<String> names() {
    return LibpqEnvironment.names();
  }

  /** The same connection. */
  public static LibpqConnection of(ConnectionSettings connection) {
    Map<String, String> variables = new HashMap<>();
    connection
        .parameters()
        .forEach(
            (name, value) -> {
              if (NAMES.containsKey(name)) {
                variables.put(NAMES.get(name), VALUES.getOrDefault(name + "=" + value, value));
              }
            });
    if ("".equals(variables.get("PGSSLCERT"))) {
      variables.put("PGSSLCERTMODE", "disable");
    }
    String addresses = connection.parameters().get(ConnectionSettings.ADDRESS);
    if (addresses != null) {
      variables.put(
          "PGHOSTADDR",
          joined(connection, server -> ConnectionSettings.address(server.host(), addresses)));
    }
    variables.put("PGHOST", joined(connection, Server::host));
    variables.put("PGPORT", joined(connection, server -> String.valueOf(server.port())));
    variables.put("PGDATABASE", connection.dbname());
    variables.put("PGUSER", connection.username());
    variables.put("PGSSLMODE", connection.sslmode());
    List<String> passwords = new ArrayList<>();
    if (connection.password() != null && !connection.password().isEmpty()) {
      for (Server server : connection.servers()) {
        passwords.add(line(connection, server, server.host()));
        if (server.isSocket()) {
          // What libpq calls the directory that it was built with.
          passwords.add(line(connection, server, "localhost"));
        }
      }
    }
    return new LibpqConnection(variables, passwords);
  }

  private static String joined(ConnectionSettings connection, Function<Server, String> part) {
    return connection.servers().stream().map(part).collect(Collectors.joining(","));
  }

  private static String line(ConnectionSettings connection, Server server, String host) {
    return "%s:%d:*:%s:%s"
        .formatted(
            escaped(host),
            server.port(),
            escaped(connection.username()),
            escaped(connection.password()));
  }

  private static String escaped(String field) {
    return field.replace("\\", "\\\\").replace(":", "\\:");
  }

  /** Not the passwords. */
  @Override
  public String toString() {
    return "LibpqConnection[" + variables + "]";
  }
}
