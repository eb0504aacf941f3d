package dev.postcar.internal.catalog;

import dev.postcar.result.DriftResult;
import dev.postcar.result.DriftResult.Difference;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Compares a live schema with the one that was rebuilt, but for what is to be ignored. */
public final class Drift {

  private final List<int[]> ignored;

  /**
   * A comparison.
   *
   * @param patterns of objects to pass over, {@code *} for any text, {@code ?} for one character:
   *     each is compared with the object, and with what follows any space in it
   */
  public Drift(List<String> patterns) {
    this.ignored = patterns.stream().map(pattern -> pattern.codePoints().toArray()).toList();
  }

  /** The whole of a name or what follows one of its blanks; in steps, however many stars. */
  private static boolean matches(int[] pattern, int[] name) {
    return matches(pattern, name, 0)
        || IntStream.range(0, name.length)
            .anyMatch(i -> name[i] == ' ' && matches(pattern, name, i + 1));
  }

  /** After a mismatch the last star takes one char more: those before it need not change. */
  private static boolean matches(int[] pattern, int[] name, int from) {
    int at = from;
    int next = 0;
    int star = -1;
    int taken = from;
    while (at < name.length) {
      if (next < pattern.length && pattern[next] == '*') {
        star = next++;
        taken = at;
      } else if (next < pattern.length && (pattern[next] == '?' || pattern[next] == name[at])) {
        next++;
        at++;
      } else if (star >= 0) {
        next = star + 1;
        at = ++taken;
      } else {
        return false;
      }
    }
    while (next < pattern.length && pattern[next] == '*') {
      next++;
    }
    return next == pattern.length;
  }

  private boolean isIgnored(int[] object) {
    return ignored.stream().anyMatch(pattern -> matches(pattern, object));
  }

  /** Compares, by object. */
  public DriftResult between(CatalogSnapshot expected, CatalogSnapshot live) {
    Map<Boolean, List<Difference>> found =
        all(expected, live).stream()
            .collect(
                Collectors.partitioningBy(one -> CreationTime.isAll(one.before(), one.after())));
    return new DriftResult(found.get(false), found.get(true));
  }

  private List<Difference> all(CatalogSnapshot expected, CatalogSnapshot live) {
    return CatalogDiff.between(expected, live).differences().stream()
        .filter(one -> !isIgnored(one.object().codePoints().toArray()))
        .map(one -> new Difference(one.object(), one.before(), one.after()))
        .toList();
  }
}
