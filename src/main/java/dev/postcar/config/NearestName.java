package dev.postcar.config;

import dev.postcar.sql.Nearest;
import java.util.Collection;
import java.util.Comparator;

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
    return Nearest.distance(one, other);
  }
}
