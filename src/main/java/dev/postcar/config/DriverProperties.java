package dev.postcar.config;

import dev.postcar.sql.Nearest;
import java.util.Map;
import java.util.Optional;

/**
 * Parameters of a connection that are no settings of postcar's, by libpq's name or the driver's.
 *
 * <p>Only these are taken: others of the driver's load classes or write files (CVE-2022-21724).
 */
final class DriverProperties {

  private static final Map<String, String> OF_URL =
      Map.ofEntries(
          Map.entry("sslrootcert", "sslrootcert"),
          Map.entry("sslcert", "sslcert"),
          Map.entry("sslkey", "sslkey"),
          Map.entry("sslnegotiation", "sslNegotiation"),
          Map.entry("connect_timeout", "connectTimeout"),
          Map.entry("connectTimeout", "connectTimeout"),
          Map.entry("application_name", "ApplicationName"),
          Map.entry("ApplicationName", "ApplicationName"),
          Map.entry("options", "options"),
          Map.entry("target_session_attrs", "targetServerType"),
          Map.entry("targetServerType", "targetServerType"),
          Map.entry("channel_binding", "channelBinding"),
          Map.entry("channelBinding", "channelBinding"),
          Map.entry("gssencmode", "gssEncMode"),
          Map.entry("socketTimeout", "socketTimeout"),
          Map.entry("tcpKeepAlive", "tcpKeepAlive"));

  private static final Map<String, String> OF_LIBPQ =
      Map.ofEntries(
          Map.entry("PGSSLROOTCERT", "sslrootcert"),
          Map.entry("PGSSLCERT", "sslcert"),
          Map.entry("PGSSLKEY", "sslkey"),
          Map.entry("PGSSLNEGOTIATION", "sslNegotiation"),
          Map.entry("PGCONNECT_TIMEOUT", "connectTimeout"),
          Map.entry("PGOPTIONS", "options"),
          Map.entry("PGAPPNAME", "ApplicationName"),
          Map.entry("PGTARGETSESSIONATTRS", "targetServerType"),
          Map.entry("PGCHANNELBINDING", "channelBinding"),
          Map.entry("PGGSSENCMODE", "gssEncMode"));

  private static final Map<String, String> SERVER_TYPES =
      Map.of(
          "read-write", "primary",
          "read-only", "any",
          "standby", "secondary",
          "prefer-standby", "preferSecondary");

  private DriverProperties() {}

  static Optional<String> ofUrl(String name) {
    return Optional.ofNullable(OF_URL.get(name));
  }

  static Map<String, String> ofLibpq() {
    return OF_LIBPQ;
  }

  static String value(String name, String text) {
    boolean server = name.equals("target_session_attrs") || name.equals("PGTARGETSESSIONATTRS");
    return server ? SERVER_TYPES.getOrDefault(text, text) : text;
  }

  static String unknown(String name) {
    String nearest = Nearest.of(name, OF_URL.keySet());
    return "has a parameter \""
        + name
        + "\" that postcar does not take"
        + (nearest == null ? "" : "; did you mean " + nearest + "?");
  }
}
