package dev.postcar.internal.config;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.ConnectionSettings.Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** From settings to what a connection needs. */
final class ConnectionTarget {

  private static final Set<String> FILES = Set.of("sslrootcert", "sslcert", "sslkey");
  private static final Set<String> NOT_THE_DRIVERS =
      Set.of(
          ConnectionParameters.SERVICE,
          ConnectionParameters.SERVICE_FILE,
          ConnectionParameters.PASSWORD_FILE);

  private ConnectionTarget() {}

  static ConnectionSettings of(Settings settings, Map<String, FoundValue> parameters) {
    String dbname = settings.text(Setting.DBNAME);
    String username = settings.text(Setting.USERNAME);
    String password = settings.text(Setting.PASSWORD);
    String sslmode = settings.text(Setting.SSLMODE);
    if (settings.bool(Setting.EMBEDDED)) {
      return new ConnectionSettings(true, List.of(), dbname, username, password, sslmode, Map.of());
    }
    if (username == null) {
      throw new PostcarException.Configuration(
          "No user to connect as: the operating system has no user name. Next: add --user.");
    }
    Map<String, String> driver = new TreeMap<>();
    parameters.forEach((name, found) -> driver.put(name, found.text()));
    driver.keySet().removeAll(NOT_THE_DRIVERS);
    boolean system = "system".equals(driver.get("sslrootcert"));
    if (system) {
      sslmode = verifiedBySystem(settings, parameters.get("sslrootcert"));
    }
    driver.replaceAll(
        (name, text) ->
            FILES.contains(name) && !(system && name.equals("sslrootcert"))
                ? settings.workingDirectory().resolve(text).toString()
                : text);
    // As in libpq: a root certificate that is there is not there for nothing.
    if (sslmode.equals("require")
        && driver.containsKey("sslrootcert")
        && Files.exists(Path.of(driver.get("sslrootcert")))) {
      sslmode = "verify-ca";
    }
    if ("disable".equals(driver.remove("sslcertmode"))) {
      driver.put("sslcert", "");
      driver.put("sslkey", "");
    }
    if (settings.bool(Setting.ALLOW_CLEARTEXT_PASSWORD)) {
      driver.put(ConnectionSettings.CLEARTEXT, "true");
    }
    return new ConnectionSettings(
        false, servers(settings), dbname, username, password, sslmode, driver);
  }

  /** As in libpq: with the system's certificates a weaker mode than verify-full is refused. */
  private static String verifiedBySystem(Settings settings, FoundValue rootCertificate) {
    String sslmode = settings.text(Setting.SSLMODE);
    if (settings.isSet(Setting.SSLMODE) && !sslmode.equals("verify-full")) {
      throw new PostcarException.Configuration(
          "%s: sslrootcert=system needs sslmode verify-full, not %s (%s)."
              .formatted(rootCertificate.origin(), sslmode, settings.origin(Setting.SSLMODE)));
    }
    return "verify-full";
  }

  static List<Server> servers(Settings settings) {
    String[] hosts = settings.text(Setting.HOST).split(",", -1);
    String[] ports = settings.text(Setting.PORT).split(",", -1);
    if (ports.length != 1 && ports.length != hosts.length) {
      throw new PostcarException.Configuration(
          "%s: %s ports do not match %s hosts (%s)."
              .formatted(
                  settings.origin(Setting.PORT),
                  ports.length,
                  hosts.length,
                  settings.origin(Setting.HOST)));
    }
    List<Server> servers = new ArrayList<>();
    for (int i = 0; i < hosts.length; i++) {
      String host = hosts[i].strip();
      refuseSocket(settings, host, hosts.length);
      String port = ports[ports.length == 1 ? 0 : i].strip();
      servers.add(
          new Server(
              host.isEmpty() ? Setting.HOST.defaultText() : withoutBrackets(host),
              Integer.parseInt(port.isEmpty() ? Setting.PORT.defaultText() : port)));
    }
    return servers;
  }

  /** One in a directory is fine, but not among others: the driver has one way for all hosts. */
  private static void refuseSocket(Settings settings, String host, int hosts) {
    if (host.startsWith("/") && hosts > 1) {
      throw new PostcarException.Configuration(
          "%s: %s is a Unix socket, which cannot be one of several hosts; give it alone."
              .formatted(settings.origin(Setting.HOST), host));
    }
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }
}
