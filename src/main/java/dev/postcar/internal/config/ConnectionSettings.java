package dev.postcar.internal.config;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All that is needed to connect.
 *
 * @param embedded whether the database is the private one in {@code .postcar/}; then there are no
 *     servers, and the names are null unless they were set in addition to it
 * @param servers to be tried in this order; empty only if embedded
 * @param dbname not null unless embedded
 * @param username not null unless embedded
 * @param password null if there is none
 * @param sslmode as libpq names it; not null unless embedded
 * @param parameters what else goes to the driver, by the driver's names for it, such as {@code
 *     ApplicationName}, {@code connectTimeout} (seconds), {@code options}, {@code sslrootcert}
 */
public record ConnectionSettings(
    boolean embedded,
    List<Server> servers,
    String dbname,
    String username,
    String password,
    String sslmode,
    Map<String, String> parameters) {

  /** Parameter of postcar's own: the addresses of hosts, as {@code name=address}. */
  static final String ADDRESS = "hostaddr";

  /** Parameter of postcar's own: there where a password may go in clear. */
  static final String CLEARTEXT = "allowCleartextPassword";

  /**
   * One server.
   *
   * @param host name or address; of IPv6 without brackets; or the absolute path of the directory in
   *     which its Unix socket is
   * @param port 1 to 65535
   */
  public record Server(String host, int port) {

    /** Returns whether it is reached over a Unix socket. */
    boolean isSocket() {
      return host.startsWith("/");
    }

    /** As in a URL. */
    @Override
    public String toString() {
      return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
  }

  /** Copies what could change. */
  public ConnectionSettings {
    servers = List.copyOf(servers);
    parameters = Map.copyOf(parameters);
  }

  /**
   * The URL for the JDBC driver, if not embedded: servers and database, and nothing that is secret,
   * such as {@code jdbc:postgresql://localhost:5432/shop}.
   */
  public String jdbcUrl() {
    return jdbcUrl(dbname);
  }

  /** The same for another database of these servers. */
  public ConnectionSettings inDatabase(String database) {
    return new ConnectionSettings(
        embedded, servers, database, username, password, sslmode, parameters);
  }

  /** The same with another password. */
  public ConnectionSettings withPassword(String other) {
    return new ConnectionSettings(embedded, servers, dbname, username, other, sslmode, parameters);
  }

  /** The URL of another database of these servers; as {@link #jdbcUrl()}. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://"
        + servers.stream()
            // The socket's file is the driver's property; the host is not looked at then.
            .map(server -> server.isSocket() ? "localhost:" + server.port() : server.toString())
            .collect(Collectors.joining(","))
        + "/"
        + URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * What goes to the JDBC driver with the URL, if not embedded. Holds the password: not to be
   * shown.
   */
  public Properties driverProperties() {
    Properties properties = new Properties();
    properties.putAll(parameters);
    properties.setProperty("sslmode", sslmode);
    properties.setProperty("sslfactory", "dev.postcar.internal.session.TlsSockets");
    if (isRemote() || parameters.containsKey(ADDRESS)) {
      properties.setProperty("socketFactory", "dev.postcar.internal.session.DriverSockets");
    }
    if (isRemote() && !parameters.containsKey(CLEARTEXT)) {
      properties.setProperty(
          "authenticationPluginClassName", "dev.postcar.internal.session.PasswordGuard");
    }
    if (!embedded && servers.get(0).isSocket()) {
      Server server = servers.get(0);
      properties.setProperty("socketFactory", "dev.postcar.internal.session.DriverSockets");
      properties.setProperty("socketFactoryArg", server.host() + "/.s.PGSQL." + server.port());
      // As in libpq: what does not leave the machine is not encrypted.
      properties.setProperty("sslmode", "disable");
      properties.setProperty("gssEncMode", "disable");
    }
    properties.setProperty("user", username);
    // Without any the driver would read ~/.pgpass itself, one that others may read as well.
    properties.setProperty("password", password == null ? "" : password);
    return properties;
  }

  /** Returns whether a password would leave this machine. */
  private boolean isRemote() {
    return servers.stream()
        .anyMatch(
            server ->
                !server.isSocket() && !isLoopback(address(server.host(), parameters.get(ADDRESS))));
  }

  /**
   * Returns whether a host is this machine, without asking anybody for its address; true for
   * localhost and the loopback addresses.
   */
  public static boolean isLoopback(String host) {
    return host.matches("(?i)localhost|127(\\.\\d{1,3}){3}|\\[?(::1|0:0:0:0:0:0:0:1)]?");
  }

  /**
   * The address to connect to for a name.
   *
   * @param addresses {@code name=address}, separated by commas; null for none
   * @return the host itself where there is none for it
   */
  public static String address(String host, String addresses) {
    for (String pair : addresses == null ? new String[0] : addresses.split(",")) {
      if (pair.startsWith(host + "=")) {
        return pair.substring(host.length() + 1);
      }
    }
    return host;
  }

  /** Returns whether a parameter holds for the one host that it was given for. */
  static boolean isOfHost(String parameter) {
    return parameter.equals(ADDRESS) || parameter.equals(CLEARTEXT) || isSecret(parameter);
  }

  static boolean isSecret(String parameter) {
    return parameter.toLowerCase(Locale.ROOT).contains("password");
  }

  /** Everything but the secrets. */
  @Override
  public String toString() {
    Map<String, String> shown = new TreeMap<>(parameters);
    shown.replaceAll((name, value) -> isSecret(name) ? Settings.MASK : value);
    return embedded
        ? "embedded"
        : username + "@" + servers + "/" + dbname + " sslmode=" + sslmode + " " + shown;
  }
}
