package dev.postcar.internal.sampledata;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads checks into the limits of each column, and the pairs of columns that are in order. */
final class CheckReader {

  private static final Map<String, String> TURNED =
      Map.of("<", ">", "<=", ">=", ">", "<", ">=", "<=", "=", "=", "<>", "<>");

  private static final Set<String> LENGTHS =
      Set.of("length", "char_length", "character_length", "octet_length", "cardinality");

  private static final Set<String> NOW =
      Set.of("now", "current_date", "current_timestamp", "localtimestamp", "clock_timestamp");

  private final Map<String, Limits> limits = new HashMap<>();
  private final List<Ordered> ordered = new ArrayList<>();

  /** Reads one more check; what is not understood says nothing. */
  void read(String expression) {
    Node node = CheckText.parse(expression);
    if (node != null) {
      read(node);
    }
  }

  /** What is known of a column; the same object each time. */
  Limits of(String column) {
    return limits.computeIfAbsent(column, name -> new Limits());
  }

  List<Ordered> ordered() {
    return ordered;
  }

  private void read(Node node) {
    if (node.is("and")) {
      node.parts().forEach(this::read);
    } else if (node.is("or")) {
      readOr(node.parts().stream().filter(part -> !part.is("is null")).toList());
    } else if (node.parts().size() == 2) {
      compare(node.kind(), node.parts().get(0), node.parts().get(1));
    }
  }

  /** Of alternatives one is enough: the only one there is, or equalities as a list. */
  private void readOr(List<Node> parts) {
    if (parts.size() == 1) {
      read(parts.get(0));
      return;
    }
    String column = null;
    List<String> values = new ArrayList<>();
    for (Node part : parts) {
      boolean equality = part.is("=") && part.parts().get(1).is("constant");
      if (!equality || !part.parts().get(0).is("column")) {
        return;
      }
      String name = part.parts().get(0).text();
      if (column != null && !column.equals(name)) {
        return;
      }
      column = name;
      values.add(part.parts().get(1).text());
    }
    if (column != null) {
      of(column).oneOf(values);
    }
  }

  private void compare(String operator, Node left, Node right) {
    if (!right.is("constant") && left.is("constant") && TURNED.containsKey(operator)) {
      compare(TURNED.get(operator), right, left);
    } else if (left.is("column") && right.is("column") && isNow(right)) {
      if (operator.startsWith(">")) {
        of(left.text()).atLeast("2040-01-01", false);
      }
    } else if (left.is("column") && NOW.contains(right.kind())) {
      if (operator.startsWith(">")) {
        of(left.text()).atLeast("2040-01-01", false);
      }
    } else if (left.is("column") && right.is("column")) {
      if (operator.startsWith("<") && !operator.equals("<>")) {
        ordered.add(new Ordered(left.text(), right.text(), operator.equals("<")));
      } else if (operator.equals(">") || operator.equals(">=")) {
        ordered.add(new Ordered(right.text(), left.text(), operator.equals(">")));
      }
    } else if (left.is("column") && (operator.equals("= any") || right.is("constant"))) {
      column(of(left.text()), operator, right);
    } else if (left.parts().size() > 0 && left.parts().get(0).is("column")) {
      function(of(left.parts().get(0).text()), left.kind(), operator, right.text());
    }
  }

  private static boolean isNow(Node node) {
    return NOW.contains(node.text().toLowerCase(Locale.ROOT));
  }

  private static void column(Limits of, String operator, Node right) {
    String value = right.text();
    switch (operator) {
      case ">" -> of.atLeast(value, true);
      case ">=" -> of.atLeast(value, false);
      case "<" -> of.atMost(value, true);
      case "<=" -> of.atMost(value, false);
      case "=" -> of.oneOf(List.of(value));
      case "= any" -> of.oneOf(CheckText.list(right));
      case "~", "~*" -> of.regex = of.regex == null ? value : of.regex;
      case "~~", "~~*" -> of.regex = of.regex == null ? like(value) : of.regex;
      default -> {
        // The server decides.
      }
    }
  }

  private static void function(Limits of, String function, String operator, String value) {
    if ((LENGTHS.contains(function) || function.equals("array_length")) && value.matches("\\d+")) {
      of.length(operator, Integer.parseInt(value));
    } else if (function.equals("jsonb_typeof") && value.equals("array")) {
      of.regex = "\\[\\]";
    }
  }

  private static String like(String pattern) {
    StringBuilder regex = new StringBuilder("^");
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '%') {
        regex.append("[a-z]*");
      } else if (c == '_') {
        regex.append("[a-z]");
      } else {
        regex.append(Character.isLetterOrDigit(c) ? "" : "\\").append(c);
      }
    }
    return regex.append('$').toString();
  }
}
