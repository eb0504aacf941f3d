package dev.postcar.internal.catalog;

import dev.postcar.internal.sql.Quote;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The queries of a snapshot, as one server version understands them.
 *
 * <p>A line that ends in {@code -- since 14}, {@code -- before 14} or {@code -- since 15 before 17}
 * is for those majors only.
 */
final class CatalogQueries {

  /** The newest major version that the queries were written for. */
  static final int NEWEST = 18;

  /** The oldest one. */
  static final int OLDEST = 13;

  /** In the order of their results. */
  static final List<String> OBJECTS =
      List.of(
          ("schemas extensions relations columns constraints indexes sequences triggers"
                  + " rules policies functions aggregates types operators casts languages foreign"
                  + " publications subscriptions eventtriggers statistics textsearch collations"
                  + " defaultprivileges settings")
              .split(" ", -1));

  /** Those of them that read what is in no schema, or schemas themselves. */
  static final List<String> IN_NO_SCHEMA =
      List.of(
          ("schemas extensions casts languages foreign publications subscriptions eventtriggers"
                  + " defaultprivileges settings")
              .split(" ", -1));

  /** Options whose value is never shown. */
  private static final String SECRET =
      Quote.literal("passw|secret|token|passphrase|credential|api_?key|access_?key|private_?key");

  private static final Pattern MARK =
      Pattern.compile(" --(?: since (?<since>\\d+))?(?: before (?<before>\\d+))?$");
  private static final Map<String, String> LOADED = new ConcurrentHashMap<>();

  private final int major;
  private final String schemas;

  CatalogQueries(int major, List<Long> schemas) {
    this(
        major,
        schemas.isEmpty()
            ? "0"
            : schemas.stream().map(String::valueOf).collect(Collectors.joining(", ")));
  }

  /** The schemas as a list of oids or a subquery. */
  CatalogQueries(int major, String schemas) {
    this.major = major;
    this.schemas = schemas;
  }

  /** The same queries as another version understands them. */
  CatalogQueries as(int version) {
    return new CatalogQueries(version, schemas);
  }

  /** One query. */
  String text(String name) {
    return LOADED
        .computeIfAbsent(name + " " + major, key -> load(name, major))
        .replace(":schemas", schemas);
  }

  /** The schemas' oids. */
  String schemas() {
    return schemas;
  }

  private static String load(String name, int major) {
    String resource = name + ".sql";
    try (InputStream stream = CatalogQueries.class.getResourceAsStream(resource)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> isFor(major, line))
          .map(line -> MARK.matcher(line).replaceFirst(""))
          .collect(Collectors.joining("\n"))
          .replace(":secret", SECRET);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isFor(int major, String line) {
    Matcher mark = MARK.matcher(line);
    if (!mark.find()) {
      return true;
    }
    String since = mark.group("since");
    String before = mark.group("before");
    return (since == null || major >= Integer.parseInt(since))
        && (before == null || major < Integer.parseInt(before));
  }
}
