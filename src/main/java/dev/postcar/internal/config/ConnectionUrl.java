package dev.postcar.internal.config;

import dev.postcar.PostcarException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A connection URL of libpq (documentation section 32.1.1.2) or of the JDBC driver, taken apart. No
 * message shows any of it but the names of parameters: a password may stand anywhere in a malformed
 * one.
 *
 * @param parameters decoded, by libpq's names; what the URL does not say is absent
 * @param masked the URL, with asterisks for its passwords
 */
public record ConnectionUrl(Map<String, String> parameters, String masked) {

  static final String ENCODE = "; a / ? : @ % # or & in a name or password must be percent-encoded";

  private static final String JDBC = "jdbc:postgresql:";

  /**
   * Takes a URL apart.
   *
   * @throws PostcarException.Configuration if it is malformed
   */
  public static ConnectionUrl parse(String text, String origin) {
    String url = text.strip();
    for (String scheme : new String[] {"postgresql://", "postgres://", JDBC + "//", JDBC}) {
      if (url.startsWith(scheme)) {
        try {
          return new Reading(scheme).read(url.substring(scheme.length()));
        } catch (IllegalArgumentException e) {
          throw new PostcarException.Configuration(
              origin + ": malformed URL: " + e.getMessage() + ".");
        }
      }
    }
    throw new PostcarException.Configuration(
        origin
            + ": a connection URL begins with postgresql://, postgres:// or jdbc:postgresql://"
            + (url.matches("(?s)\\w+ *=.*")
                ? ". A string of key=value pairs is not read: write"
                    + " postgresql://USER@HOST:PORT/DBNAME?KEY=VALUE."
                : "."));
  }

  /** Returns whether it has a password. */
  public boolean hasSecrets() {
    return !withoutSecrets().equals(masked);
  }

  /** The URL without its passwords. */
  public String withoutSecrets() {
    String mask = Pattern.quote(Settings.MASK);
    return masked
        .replaceFirst(":" + mask + "@", "@")
        .replaceAll("(?<=[?&])[^=?&]*=" + mask + "(&|$)", "")
        .replaceFirst("[?&]$", "");
  }

  /** Its parts as a layer. */
  Layer layer(String origin) {
    Map<String, FoundValue> found = new LinkedHashMap<>();
    parameters.forEach((name, value) -> found.put(name, FoundValue.text(value, origin)));
    return ConnectionParameters.layer(found);
  }

  @Override
  public String toString() {
    return masked;
  }

  /** One pass over one URL. */
  private static final class Reading {
    private final String scheme;
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private final StringBuilder masked;

    Reading(String scheme) {
      this.scheme = scheme;
      this.masked = new StringBuilder(scheme);
    }

    ConnectionUrl read(String rest) {
      int question = rest.indexOf('?');
      String place = question < 0 ? rest : rest.substring(0, question);
      int slash = scheme.endsWith("//") ? place.indexOf('/') : 0;
      String path = slash < 0 ? "" : place.substring(slash);
      if (scheme.endsWith("//")) {
        readAuthority(slash < 0 ? place : place.substring(0, slash));
      }
      if (path.indexOf('@') >= 0) {
        throw new IllegalArgumentException("an @ in the database's name" + ENCODE);
      }
      put("dbname", path.startsWith("/") ? path.substring(1) : path);
      masked.append(path);
      if (question >= 0) {
        readQuery(rest.substring(question + 1));
      }
      return new ConnectionUrl(parameters, masked.toString());
    }

    private void readAuthority(String authority) {
      int at = authority.lastIndexOf('@');
      if (at >= 0) {
        String credentials = authority.substring(0, at);
        int colon = credentials.indexOf(':');
        String user = colon < 0 ? credentials : credentials.substring(0, colon);
        put("user", user);
        masked.append(user);
        if (colon >= 0) {
          put("password", credentials.substring(colon + 1));
          masked.append(":").append(Settings.MASK);
        }
        masked.append('@');
      }
      readServers(authority.substring(at + 1));
      masked.append(authority.substring(at + 1));
    }

    private void readServers(String servers) {
      StringBuilder hosts = new StringBuilder();
      StringBuilder ports = new StringBuilder();
      for (String server : servers.split(",", -1)) {
        int end = server.startsWith("[") ? server.indexOf(']') + 1 : server.indexOf(':');
        if (server.startsWith("[")
            && (end == 0 || (end < server.length() && server.charAt(end) != ':'))) {
          throw new IllegalArgumentException("an IPv6 address needs its closing ]");
        }
        String host = end < 0 ? server : server.substring(0, end);
        if (host.isEmpty() && servers.contains(",")) {
          throw new IllegalArgumentException("one of several hosts has no name");
        }
        String port = end < 0 || end == server.length() ? "" : server.substring(end + 1);
        if (!port.matches("\\d{0,5}")) {
          throw new IllegalArgumentException("the port is not a whole number" + ENCODE);
        }
        hosts.append(',').append(host.startsWith("[") ? host.substring(1, end - 1) : host);
        ports.append(',').append(port);
      }
      putList("host", hosts.substring(1));
      putList("port", ports.substring(1));
    }

    private void putList(String name, String list) {
      if (!list.chars().allMatch(c -> c == ',')) {
        put(name, list);
      }
    }

    private void readQuery(String query) {
      char separator = '?';
      for (String pair : query.split("&", -1)) {
        if (pair.isEmpty()) {
          continue;
        }
        int equals = pair.indexOf('=');
        if (equals < 0 && !pair.equals("ssl")) {
          throw new IllegalArgumentException("a parameter without =" + ENCODE);
        }
        String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "true" : pair.substring(equals + 1);
        masked.append(separator).append(name).append('=');
        masked.append(ConnectionSettings.isSecret(name) ? Settings.MASK : value);
        separator = '&';
        if (name.equals("ssl")) {
          readSsl(value);
        } else {
          put(name, value);
        }
      }
    }

    /**
     * In libpq's URLs {@code ssl=true} is {@code require}; to the JDBC driver {@code verify-full}.
     */
    private void readSsl(String value) {
      if (value.equals("true")) {
        parameters.putIfAbsent("sslmode", scheme.startsWith(JDBC) ? "verify-full" : "require");
      } else if (!value.equals("false")) {
        throw new IllegalArgumentException("ssl is neither true nor false");
      }
    }

    private void put(String name, String encoded) {
      String value = decoded(encoded);
      if (!value.isEmpty()) {
        parameters.put(name, value);
      }
    }

    private static String decoded(String text) {
      ByteBuffer bytes = ByteBuffer.allocate(text.length() * 3);
      int i = 0;
      while (i < text.length()) {
        if (text.charAt(i) != '%') {
          int next = text.offsetByCodePoints(i, 1);
          bytes.put(text.substring(i, next).getBytes(StandardCharsets.UTF_8));
          i = next;
          continue;
        }
        int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
        int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0 || high + low == 0) {
          throw new IllegalArgumentException("a % that is not followed by two hexadecimal digits");
        }
        bytes.put((byte) (high * 16 + low));
        i += 3;
      }
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
      } catch (CharacterCodingException e) {
        throw new IllegalArgumentException("a percent-encoded part is not UTF-8", e);
      }
    }
  }
}
