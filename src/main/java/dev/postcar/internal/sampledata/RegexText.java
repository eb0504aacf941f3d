package dev.postcar.internal.sampledata;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Texts that match a regular expression of the usual kind. */
final class RegexText {

  private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
  private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final String DIGITS = "0123456789";
  private static final String ALL = LOWER + DIGITS + UPPER + "_-. ,:;/@#+*!?%&=~$^|(){}[]<>'\"`";

  private final String regex;
  private final int repeats;
  private int at;

  private RegexText(String regex, int repeats) {
    this.regex = regex;
    this.repeats = repeats;
  }

  /**
   * Texts that match it, each a different one.
   *
   * @param repeats how often what may be repeated without limit is
   * @return null for a regular expression that is not understood
   */
  static ValueSet of(String regex, int repeats) {
    RegexText text = new RegexText(regex, repeats);
    try {
      ValueSet all = text.alternatives();
      return text.at == regex.length() && all.size() > 0 ? all : null;
    } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
      return null;
    }
  }

  private char peek() {
    return at < regex.length() ? regex.charAt(at) : 0;
  }

  private boolean take(String what) {
    boolean found = regex.startsWith(what, at);
    at += found ? what.length() : 0;
    return found;
  }

  private ValueSet alternatives() {
    List<ValueSet> all = new ArrayList<>(List.of(sequence()));
    while (take("|")) {
      all.add(sequence());
    }
    if (all.size() == 1) {
      return all.get(0);
    }
    // As many of each as the smallest has, so that the number tells which.
    long least = all.stream().mapToLong(ValueSet::size).min().orElse(0);
    int count = all.size();
    return new ValueSet(
        Math.min(ValueSet.MANY, least * count),
        n -> all.get((int) (n % count)).nth().apply(n / count));
  }

  private ValueSet sequence() {
    List<ValueSet> parts = new ArrayList<>();
    while (at < regex.length() && peek() != '|' && peek() != ')') {
      if (take("^") || take("$") || take("\\A") || take("\\Z") || take("\\m") || take("\\M")) {
        continue;
      }
      ValueSet atom = atom();
      int times = times();
      for (int i = 0; i < times; i++) {
        parts.add(atom);
      }
    }
    return ValueSet.joined(parts);
  }

  private ValueSet atom() {
    if (take("(?:")) {
      return closed(alternatives());
    }
    if (take("(?")) {
      throw new IllegalArgumentException("lookaround");
    }
    if (take("(")) {
      return closed(alternatives());
    }
    if (take("[")) {
      return chars(bracket());
    }
    char c = regex.charAt(at++);
    if (c == '.') {
      return chars(LOWER + DIGITS);
    }
    return chars(c == '\\' ? escape() : String.valueOf(c));
  }

  private ValueSet closed(ValueSet inner) {
    if (!take(")")) {
      throw new IllegalArgumentException("(");
    }
    return inner;
  }

  private static ValueSet chars(String chars) {
    return ValueSet.of(Arrays.asList(chars.split("", -1)).subList(0, chars.length()));
  }

  private String escape() {
    char c = regex.charAt(at++);
    return switch (c) {
      case 'd' -> DIGITS;
      case 'w' -> LOWER + DIGITS;
      case 's' -> " ";
      case 'S', 'D' -> LOWER;
      case 'W' -> "-";
      default -> {
        if (Character.isLetterOrDigit(c)) {
          throw new IllegalArgumentException("\\" + c);
        }
        yield String.valueOf(c);
      }
    };
  }

  private String bracket() {
    boolean negated = take("^");
    StringBuilder chars = new StringBuilder();
    boolean first = true;
    while (first || peek() != ']') {
      first = false;
      if (take("[:")) {
        int end = regex.indexOf(":]", at);
        chars.append(named(regex.substring(at, end)));
        at = end + 2;
        continue;
      }
      char from = regex.charAt(at++);
      if (from == '\\') {
        chars.append(escape());
      } else if (peek() == '-' && regex.charAt(at + 1) != ']') {
        char to = regex.charAt(at + 1);
        at += 2;
        for (char c = from; c <= to && c < 127; c++) {
          chars.append(c);
        }
      } else {
        chars.append(from);
      }
    }
    at++;
    StringBuilder wanted = new StringBuilder();
    for (int i = 0; i < ALL.length(); i++) {
      char c = ALL.charAt(i);
      if ((chars.indexOf(String.valueOf(c)) >= 0) != negated) {
        wanted.append(c);
      }
    }
    return wanted.toString();
  }

  private static String named(String name) {
    return switch (name) {
      case "digit" -> DIGITS;
      case "lower" -> LOWER;
      case "upper" -> UPPER;
      case "alpha" -> LOWER + UPPER;
      case "alnum" -> LOWER + DIGITS + UPPER;
      case "space", "blank" -> " ";
      case "xdigit" -> DIGITS + "abcdef";
      case "punct" -> "-.";
      default -> throw new IllegalArgumentException(name);
    };
  }

  private int times() {
    int times = 1;
    if (take("*") || take("+")) {
      times = repeats;
    } else if (take("{")) {
      int end = regex.indexOf('}', at);
      String[] bounds = regex.substring(at, end).split(",", -1);
      at = end + 1;
      int least = Integer.parseInt(bounds[0].strip());
      int most = least;
      if (bounds.length == 2) {
        most = bounds[1].isBlank() ? 255 : Integer.parseInt(bounds[1].strip());
      }
      times = Math.max(least, Math.min(most, repeats));
    } else {
      take("?");
    }
    take("?");
    return times;
  }
}
