package dev.postcar.internal.config;

import dev.postcar.internal.config.ConnectionSettings.Server;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Another host for the login of a connection. Its password is never that of the connection, but one
 * that the user's password file has for exactly this host.
 */
public record OtherHost(ProcessEnvironment surroundings, ConnectionSettings connection) {

  /** How to connect there; of the connection it has the user, the encryption and its files. */
  public ConnectionSettings at(String host, int port, String dbname) {
    Map<String, String> parameters = new TreeMap<>(connection.parameters());
    parameters.keySet().removeIf(ConnectionSettings::isOfHost);
    FoundValue password =
        PasswordFile.read(passwordFile(), warning -> {})
            .find(host, port, dbname, connection.username(), true);
    return new ConnectionSettings(
        false,
        List.of(new Server(host, port)),
        dbname,
        connection.username(),
        password == null ? null : password.text(),
        connection.sslmode(),
        parameters);
  }

  private Path passwordFile() {
    String named = surroundings.environment().getOrDefault("PGPASSFILE", "");
    return named.isEmpty()
        ? surroundings.home().resolve(".pgpass")
        : surroundings.workingDirectory().resolve(named);
  }
}
