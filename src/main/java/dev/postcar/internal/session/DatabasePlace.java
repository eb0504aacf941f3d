package dev.postcar.internal.session;

import com.zaxxer.hikari.HikariDataSource;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.ds.common.BaseDataSource;

/** Which database it is and who asks, as {@code shop at db:5432 as ada}; never with a password. */
final class DatabasePlace {

  // Pools and proxies put a word of their own before the driver's.
  private static final Pattern URL =
      Pattern.compile("jdbc:(?:[\\w-]+:)*postgresql:(?://([^/?]*))?/?([^?]*)(?:\\?.*)?");

  private DatabasePlace() {}

  /**
   * Where a URL leads.
   *
   * @param server in the place of the URL's; null for that
   * @param user null where it is not known
   * @return empty where the URL is none of the driver's
   */
  static String of(String url, String server, String user) {
    Matcher parts = URL.matcher(withoutUser(url));
    if (!parts.matches()) {
      return "";
    }
    String host = server != null ? server : Objects.requireNonNullElse(parts.group(1), "");
    String database = decoded(parts.group(2));
    String place = database + (database.isEmpty() || host.isEmpty() ? "" : " at ") + host;
    return place + (place.isEmpty() || user == null ? "" : " as " + user);
  }

  /** The driver takes no user in a URL, but people write one, with a password of any characters. */
  private static String withoutUser(String url) {
    int end = url.indexOf('?') < 0 ? url.length() : url.indexOf('?');
    int at = url.lastIndexOf('@', end - 1);
    int begin = url.indexOf("//") + 2;
    return at < begin || begin < 2 ? url : url.substring(0, begin) + url.substring(at + 1);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /** Where a caller's DataSource leads; empty where it does not say. */
  static String of(DataSource dataSource) {
    HikariDataSource pool = unwrapped(dataSource, HikariDataSource.class);
    DataSource inner = pool == null ? null : pool.getDataSource();
    return Stream.of(inner, unwrapped(dataSource, BaseDataSource.class), pool, dataSource)
        .filter(Objects::nonNull)
        .map(DatabasePlace::said)
        .filter(place -> !place.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static <T> T unwrapped(DataSource dataSource, Class<T> type) {
    try {
      return dataSource.isWrapperFor(type) ? dataSource.unwrap(type) : null;
    } catch (SQLException | RuntimeException | AbstractMethodError e) {
      return null;
    }
  }

  /** By the names that the driver, pools and Spring have for it. */
  private static String said(Object dataSource) {
    String url = first(dataSource, "getJdbcUrl", "getUrl");
    return url == null ? "" : of(url, null, first(dataSource, "getUsername", "getUser"));
  }

  private static String first(Object dataSource, String... getters) {
    for (String getter : getters) {
      try {
        if (dataSource.getClass().getMethod(getter).invoke(dataSource) instanceof String text) {
          return text;
        }
      } catch (ReflectiveOperationException | RuntimeException e) {
        // It has another name there, or may not be called.
      }
    }
    return null;
  }
}
