package dev.postcar.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Which known name was meant by an unknown one, by edit distance (Levenshtein). */
final class NearestName {

  private NearestName() {}

  /** The nearest; of a dotted name its last word alone may be the one that is near. */
  static String of(String name, Collection<String> known) {
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
    String left = one.toLowerCase(Locale.ROOT);
    String right = other.toLowerCase(Locale.ROOT);
    int[] row = new int[right.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[right.length()];
  }
}
