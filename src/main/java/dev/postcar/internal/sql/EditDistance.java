package dev.postcar.internal.sql;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;

/** The word that was probably meant: the one with the fewest letters changed. */
public final class EditDistance {

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

  private EditDistance() {}

  /** The nearest of the words that could have been meant; null where none is near. */
  public static String of(String word, Collection<String> words) {
    String best = null;
    int least = Math.max(2, word.length() / 3) + 1;
    for (String candidate : words) {
      int distance = distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (distance < least
          || (distance == least && best != null && candidate.compareTo(best) < 0)) {
        least = distance;
        best = candidate;
      }
    }
    return best;
  }

  /**
   * The known setting that is nearest; of a dotted name its last word alone may be the one that is
   * near.
   */
  public static String ofSetting(String name, Collection<String> known) {
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

  /** How many letters must be changed, added or left out (Levenshtein), whatever their case. */
  public static int distance(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
