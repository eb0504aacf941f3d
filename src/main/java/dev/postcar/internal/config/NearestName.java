package dev.postcar.internal.config;

import dev.postcar.internal.sql.EditDistance;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;

/** Which known name was meant by an unknown one, by edit distance (Levenshtein). */
public final class NearestName {

  /** What others call a setting of the connection. */
  private static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          Map.entry("user", "username"),
          Map.entry("login", "username"),
          Map.entry("pass", "password"),
          Map.entry("passwd", "password"),
          Map.entry("pwd", "password"),
          Map.entry("database", "dbname"),
          Map.entry("databasename", "dbname"),
          Map.entry("db", "dbname"),
          Map.entry("hostname", "host"),
          Map.entry("server", "host"),
          Map.entry("jdbcurl", "url"),
          Map.entry("uri", "url"));

  private NearestName() {}

  /** The nearest; of a dotted name its last word alone may be the one that is near. */
  public static String of(String name, Collection<String> known) {
    String word = lastWord(name).toLowerCase(Locale.ROOT);
    String path = name.substring(0, name.length() - word.length());
    if (known.contains(path + ELSEWHERE.get(word))) {
      return path + ELSEWHERE.get(word);
    }
    return known.stream()
        .min(
            Comparator.comparingInt(
                    (String other) ->
                        Math.min(distance(name, other), distance(lastWord(name), lastWord(other))))
                .thenComparingInt(other -> distance(name, other)))
        .orElseThrow();
  }

  private static String lastWord(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  static int distance(String one, String other) {
    return EditDistance.distance(one, other);
  }
}
