package dev.postcar.config;

import dev.postcar.PostcarException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A connection URL in its parts: {@code postgresql://}, {@code postgres://} or {@code
 * jdbc:postgresql://}, percent-decoded (documentation section 34.1.1.2).
 */
final class ConnectionUrl {

  private static final Pattern FORM =
      Pattern.compile(
          "(?:jdbc:)?(?:postgresql|postgres):(?://(?:([^@/?#]*)@)?([^/?#]*)(?:/([^?#]*))?|([^/?#][^?#]*)?)(?:\\?(.*))?");

  private final Map<Setting, String> parts = new LinkedHashMap<>();
  private final Map<String, String> driver = new LinkedHashMap<>();
  private String service;
  private final String origin;

  private ConnectionUrl(String origin) {
    this.origin = origin;
  }

  /** Reads a URL; no message ever repeats it, because it may hold a password. */
  static ConnectionUrl read(Value value) {
    ConnectionUrl url = new ConnectionUrl(value.origin());
    Matcher matcher = FORM.matcher(value.text().strip());
    if (!matcher.matches()) {
      throw url.bad(
          "is not a PostgreSQL URL: write postgresql://user@host:port/dbname (a % / ? # @ in a name"
              + " or password as %25 %2F %3F %23 %40)");
    }
    String login = matcher.group(1);
    if (login != null) {
      int colon = login.indexOf(':');
      url.put(Setting.USERNAME, colon < 0 ? login : login.substring(0, colon));
      if (colon >= 0) {
        url.put(Setting.PASSWORD, login.substring(colon + 1));
      }
    }
    url.hosts(matcher.group(2) == null ? "" : matcher.group(2));
    String database = matcher.group(3) != null ? matcher.group(3) : matcher.group(4);
    if (database != null) {
      url.put(Setting.DBNAME, database);
    }
    if (matcher.group(5) != null) {
      url.parameters(matcher.group(5));
    }
    return url;
  }

  private void hosts(String authority) {
    List<String> hosts = new ArrayList<>();
    List<String> ports = new ArrayList<>();
    for (String one : authority.split(",", -1)) {
      int colon = one.lastIndexOf(':');
      boolean port = colon >= 0 && colon > one.lastIndexOf(']');
      hosts.add(port ? one.substring(0, colon) : one);
      if (port && colon + 1 < one.length()) {
        ports.add(one.substring(colon + 1));
      }
    }
    put(Setting.HOST, String.join(",", hosts));
    boolean same = ports.stream().distinct().count() <= 1;
    if (!same) {
      throw bad("names hosts with different ports, which postcar does not take: give one port");
    }
    if (!ports.isEmpty()) {
      put(Setting.PORT, ports.get(0));
    }
  }

  private void parameters(String query) {
    for (String pair : query.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
      String text = equals < 0 ? "" : pair.substring(equals + 1);
      switch (name) {
        case "user" -> put(Setting.USERNAME, text);
        case "password" -> put(Setting.PASSWORD, text);
        case "host", "hostaddr" -> put(Setting.HOST, text);
        case "port" -> put(Setting.PORT, text);
        case "dbname" -> put(Setting.DBNAME, text);
        case "sslmode" -> put(Setting.SSLMODE, text);
        case "service" -> service = decoded(text);
        default ->
            driver.put(
                DriverProperties.ofUrl(name).orElseThrow(() -> bad(DriverProperties.unknown(name))),
                DriverProperties.value(name, decoded(text)));
      }
    }
  }

  private void put(Setting setting, String raw) {
    String text = decoded(raw);
    if (!text.isEmpty()) {
      parts.put(setting, text);
    }
  }

  private String decoded(String raw) {
    try {
      // In a URL of libpq's a plus is a plus.
      return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw bad("has a % that is not followed by two hexadecimal digits: write %25 for a %");
    }
  }

  private PostcarException bad(String problem) {
    return new PostcarException.Configuration(origin + ": the URL " + problem + ".");
  }

  void into(Layer layer) {
    parts.forEach((setting, text) -> layer.putIfAbsent(setting, Value.of(text, origin)));
    driver.forEach((name, text) -> layer.driver().putIfAbsent(name, Value.of(text, origin)));
    if (service != null && layer.service() == null) {
      layer.service(Value.of(service, origin));
    }
  }
}
