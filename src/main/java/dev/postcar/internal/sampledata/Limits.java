package dev.postcar.internal.sampledata;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** What checks say of one column, as far as they are understood; the server has the last word. */
final class Limits {

  /** The least and the greatest value as texts; null for none. */
  String least;

  String greatest;

  /** Whether the least and the greatest are not allowed themselves. */
  boolean isAboveLeast;

  boolean isBelowGreatest;

  /** The only values; null for any. */
  List<String> only;

  /** Of a text in characters, of an array in elements. */
  int shortest;

  int longest = Integer.MAX_VALUE;

  /** What a text matches; null for anything. */
  String regex;

  /** Constants that checks compare the column with. */
  final List<String> constants = new ArrayList<>();

  void atLeast(String value, boolean strictly) {
    if (least == null || compare(value, least) > 0) {
      least = value;
      isAboveLeast = strictly;
    }
  }

  void atMost(String value, boolean strictly) {
    if (greatest == null || compare(value, greatest) < 0) {
      greatest = value;
      isBelowGreatest = strictly;
    }
  }

  void oneOf(List<String> values) {
    if (only == null) {
      only = new ArrayList<>(values);
    } else {
      only.retainAll(values);
    }
  }

  void length(String operator, int length) {
    switch (operator) {
      case "<" -> longest = Math.min(longest, length - 1);
      case "<=" -> longest = Math.min(longest, length);
      case ">" -> shortest = Math.max(shortest, length + 1);
      case ">=" -> shortest = Math.max(shortest, length);
      case "=" -> {
        shortest = length;
        longest = length;
      }
      default -> {
        // The server decides.
      }
    }
  }

  /** Numbers by their size, anything else as text: so ISO dates are in order too. */
  static int compare(String a, String b) {
    try {
      return new BigDecimal(a).compareTo(new BigDecimal(b));
    } catch (NumberFormatException e) {
      return a.compareTo(b);
    }
  }
}
