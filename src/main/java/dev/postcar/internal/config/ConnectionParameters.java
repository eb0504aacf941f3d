package dev.postcar.internal.config;

import dev.postcar.PostcarException;
import dev.postcar.internal.sql.EditDistance;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The parameters of a connection under libpq's and the driver's names for them: which are settings,
 * which go to the driver, which do not matter here, and which are refused.
 */
final class ConnectionParameters {

  static final String SERVICE = "service";
  static final String SERVICE_FILE = "servicefile";
  static final String PASSWORD_FILE = "passfile";

  private static final String HOST_ADDRESS = "hostaddr";

  private static final Map<String, Setting> SETTINGS =
      Map.ofEntries(
          Map.entry("host", Setting.HOST),
          Map.entry("PGHOST", Setting.HOST),
          Map.entry("port", Setting.PORT),
          Map.entry("PGPORT", Setting.PORT),
          Map.entry("dbname", Setting.DBNAME),
          Map.entry("PGDBNAME", Setting.DBNAME),
          Map.entry("user", Setting.USERNAME),
          Map.entry("password", Setting.PASSWORD),
          Map.entry("sslmode", Setting.SSLMODE),
          Map.entry("allowCleartextPassword", Setting.ALLOW_CLEARTEXT_PASSWORD),
          Map.entry("currentSchema", Setting.SEARCH_PATH));

  private static final Map<String, String> PASSED_ON =
      Map.ofEntries(
          Map.entry(SERVICE, SERVICE),
          Map.entry(SERVICE_FILE, SERVICE_FILE),
          Map.entry(PASSWORD_FILE, PASSWORD_FILE),
          Map.entry("options", "options"),
          Map.entry("PGTZ", "PGTZ"),
          Map.entry("application_name", "ApplicationName"),
          Map.entry("ApplicationName", "ApplicationName"),
          Map.entry("connect_timeout", "connectTimeout"),
          Map.entry("connectTimeout", "connectTimeout"),
          Map.entry("socketTimeout", "socketTimeout"),
          Map.entry("loginTimeout", "loginTimeout"),
          Map.entry("keepalives", "tcpKeepAlive"),
          Map.entry("tcpKeepAlive", "tcpKeepAlive"),
          Map.entry("target_session_attrs", "targetServerType"),
          Map.entry("targetServerType", "targetServerType"),
          Map.entry("load_balance_hosts", "loadBalanceHosts"),
          Map.entry("loadBalanceHosts", "loadBalanceHosts"),
          Map.entry("hostRecheckSeconds", "hostRecheckSeconds"),
          Map.entry("channel_binding", "channelBinding"),
          Map.entry("channelBinding", "channelBinding"),
          Map.entry("require_auth", "requireAuth"),
          Map.entry("requireAuth", "requireAuth"),
          Map.entry("gssencmode", "gssEncMode"),
          Map.entry("gssEncMode", "gssEncMode"),
          Map.entry("krbsrvname", "kerberosServerName"),
          Map.entry("kerberosServerName", "kerberosServerName"),
          Map.entry("sslnegotiation", "sslNegotiation"),
          Map.entry("sslNegotiation", "sslNegotiation"),
          Map.entry("requirepeer", "requirePeer"),
          Map.entry("sslcertmode", "sslcertmode"),
          Map.entry("ssl_min_protocol_version", "sslMinProtocolVersion"),
          Map.entry("ssl_max_protocol_version", "sslMaxProtocolVersion"),
          Map.entry("sslrootcert", "sslrootcert"),
          Map.entry("sslcert", "sslcert"),
          Map.entry("sslkey", "sslkey"),
          Map.entry("sslpassword", "sslpassword"));

  private static final Map<String, String> TLS =
      Map.of("TLSv1", "TLSv1", "TLSv1.1", "TLSv1.1", "TLSv1.2", "TLSv1.2", "TLSv1.3", "TLSv1.3");

  /** libpq's values where the driver has others, and all values of parameters that have few. */
  private static final Map<String, Map<String, String>> VALUES =
      Map.of(
          "tcpKeepAlive",
          Map.of("1", "true", "0", "false", "true", "true", "false", "false"),
          "loadBalanceHosts",
          Map.of("random", "true", "disable", "false", "true", "true", "false", "false"),
          "channelBinding",
          Map.of("disable", "disable", "prefer", "prefer", "require", "require"),
          "gssEncMode",
          Map.of("disable", "disable", "allow", "allow", "prefer", "prefer", "require", "require"),
          "sslNegotiation",
          Map.of("postgres", "postgres", "direct", "direct"),
          "sslcertmode",
          Map.of("disable", "disable", "allow", "allow"),
          "sslMinProtocolVersion",
          TLS,
          "sslMaxProtocolVersion",
          TLS,
          "targetServerType",
          Map.ofEntries(
              Map.entry("any", "any"),
              Map.entry("read-write", "primary"),
              Map.entry("primary", "primary"),
              Map.entry("master", "primary"),
              Map.entry("read-only", "secondary"),
              Map.entry("standby", "secondary"),
              Map.entry("secondary", "secondary"),
              Map.entry("slave", "secondary"),
              Map.entry("prefer-standby", "preferSecondary"),
              Map.entry("preferSecondary", "preferSecondary"),
              Map.entry("preferSlave", "preferSecondary"),
              Map.entry("preferPrimary", "preferPrimary")));

  private static final Set<String> SECONDS =
      Set.of("connectTimeout", "socketTimeout", "loginTimeout", "hostRecheckSeconds");

  /** What an application's URL may well say, and what changes nothing for a migration. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          ("client_encoding fallback_application_name keepalives_idle keepalives_interval"
                  + " keepalives_count tcp_user_timeout sslcompression sslsni gssdelegation"
                  + " adaptiveFetch autosave binaryTransfer cleanupSavepoints defaultRowFetchSize"
                  + " logServerErrorDetail logUnclosedConnections preparedStatementCacheQueries"
                  + " preparedStatementCacheSizeMiB prepareThreshold reWriteBatchedInserts"
                  + " stringtype tcpNoDelay")
              .split(" ", -1));

  /**
   * In lower case. These load classes, write files, loosen encryption, or change what the driver
   * sends (CVE-2022-21724, CVE-2022-26520, CVE-2024-1597); or the driver has no such check.
   */
  private static final Set<String> REFUSED =
      Set.of(
          ("authenticationpluginclassname classloaderstrategy connectexecutor"
                  + " connectexecutorarg gsslib jaasapplicationname jaaslogin localsocketaddress"
                  + " loggerfile loggerlevel preferquerymode protocolversion readonly replication"
                  + " socketfactory socketfactoryarg sslcrl sslcrldir sslfactory sslfactoryarg"
                  + " sslhostnameverifier sslpasswordcallback sspiserviceclass xmlfactoryfactory")
              .split(" ", -1));

  private ConnectionParameters() {}

  /** A layer of the parameters; an empty text counts as not set. */
  static Layer layer(Map<String, FoundValue> named) {
    Layer layer = Layer.empty();
    named.forEach(
        (name, found) -> {
          if (!name.equals(HOST_ADDRESS)
              && isKnown(name, found, named)
              && !found.text().isEmpty()) {
            put(layer, name, found);
          }
        });
    FoundValue address = named.get(HOST_ADDRESS);
    if (address != null && !address.text().isEmpty()) {
      putAddress(layer, address);
    }
    return layer;
  }

  /** libpq connects to the address and keeps the name, where there is one, for certificates. */
  private static void putAddress(Layer layer, FoundValue address) {
    FoundValue host = layer.settings().get(Setting.HOST);
    if (host == null || host.text().startsWith("/")) {
      layer.settings().put(Setting.HOST, address);
      return;
    }
    String[] hosts = host.text().split(",", -1);
    String[] addresses = address.text().split(",", -1);
    if (hosts.length != addresses.length) {
      throw wrong(
          address, "%d addresses do not match %d hosts".formatted(addresses.length, hosts.length));
    }
    String pairs =
        IntStream.range(0, hosts.length)
            .filter(i -> !addresses[i].isBlank())
            .mapToObj(i -> hosts[i].strip() + "=" + addresses[i].strip())
            .collect(Collectors.joining(","));
    layer.parameters().put(ConnectionSettings.ADDRESS, FoundValue.text(pairs, address.origin()));
  }

  private static void put(Layer layer, String name, FoundValue found) {
    if (SETTINGS.containsKey(name)) {
      layer.settings().put(SETTINGS.get(name), found);
    } else if (PASSED_ON.containsKey(name)) {
      String passedOn = PASSED_ON.get(name);
      layer
          .parameters()
          .put(passedOn, FoundValue.text(translated(name, passedOn, found), found.origin()));
    }
  }

  private static String translated(String name, String passedOn, FoundValue found) {
    String text = found.text();
    if (SECONDS.contains(passedOn)) {
      if (!text.matches("-?\\d{1,9}")) {
        throw wrong(found, name + " is not a whole number of seconds");
      }
      // To libpq zero and less mean no limit; the driver knows only zero.
      return text.startsWith("-") ? "0" : text;
    }
    Map<String, String> values = VALUES.get(passedOn);
    if (values == null) {
      return text;
    }
    if (!values.containsKey(text)) {
      throw wrong(found, name + " is not one of " + String.join(", ", sorted(values.keySet())));
    }
    return values.get(text);
  }

  private static boolean isKnown(String name, FoundValue found, Map<String, FoundValue> named) {
    if (REFUSED.contains(name.toLowerCase(Locale.ROOT))) {
      throw wrong(
          found, "the connection parameter " + name + " is refused: it is unsafe or not supported");
    }
    if (SETTINGS.containsKey(name)
        || PASSED_ON.containsKey(name)
        || WITHOUT_EFFECT.contains(name)
        || name.equals(HOST_ADDRESS)) {
      return true;
    }
    String instead = instead(name);
    if (instead != null) {
      throw wrong(
          found, "the connection parameter " + name + " belongs to another tool: " + instead);
    }
    // What looks like the end of user:password@host is one, with a character left unencoded.
    List<String> known = new ArrayList<>(SETTINGS.keySet());
    known.addAll(PASSED_ON.keySet());
    String nearest = EditDistance.ofSetting(name, sorted(known));
    boolean near = EditDistance.distance(name, nearest) <= 3;
    boolean secret =
        !name.matches("[A-Za-z_]{1,40}")
            || found.text().contains("@")
            || (!near && named.entrySet().stream().anyMatch(ConnectionParameters::maySpill));
    if (secret) {
      throw wrong(found, "malformed connection parameter" + ConnectionUrl.ENCODE);
    }
    throw wrong(
        found,
        "unknown connection parameter "
            + name
            + (near ? "; the nearest known one is " + nearest : ""));
  }

  /** What to write for a parameter that other tools read from a URL; null for other names. */
  private static String instead(String name) {
    return switch (name) {
      case "schema", "search_path" -> "use currentSchema, or --search-path";
      case "pgbouncer", "pool_mode" -> "use --pooled transaction";
      case "statement_timeout", "lock_timeout" -> "use --" + name.replace('_', '-');
      case "socket_timeout" -> "use socketTimeout";
      case "sslaccept", "uselibpqcompat" -> "use sslmode";
      case "connection_limit", "pool", "pool_timeout", "pool_size", "pool_max_conns", "max_conns" ->
          "remove it";
      case "prepared_statements", "statement_cache_size", "statement_cache_capacity" -> "remove it";
      case "default_query_exec_mode", "charset", "encoding", "timezone", "TimeZone" -> "remove it";
      default -> null;
    };
  }

  /** An unencoded char of a password makes another parameter of its rest. */
  private static boolean maySpill(Map.Entry<String, FoundValue> parameter) {
    return ConnectionSettings.isSecret(parameter.getKey())
        || parameter.getValue().text().contains("@");
  }

  private static List<String> sorted(Iterable<String> names) {
    List<String> list = new ArrayList<>();
    names.forEach(list::add);
    list.sort(null);
    return list;
  }

  private static PostcarException.Configuration wrong(FoundValue found, String what) {
    return new PostcarException.Configuration(found.origin() + ": " + what + ".");
  }
}
