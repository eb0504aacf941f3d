package dev.postcar.internal.sql;

import java.util.Collection;
import java.util.Locale;

/** The word that was probably meant: the one with the fewest letters changed. */
public final class EditDistance {

  private EditDistance() {}

  /**
   * Finds it.
   *
   * @param word what was written
   * @param words what could have been meant
   * @return null where nothing is near
   */
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
   * How many letters must be changed, added or left out (Levenshtein), whatever their case.
   *
   * @param one a word
   * @param other another
   * @return 0 for the same word
   */
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
