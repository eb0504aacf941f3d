package dev.postcar.internal.sampledata;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A check as the server writes it, as a tree; only as much of SQL as checks are made of. */
final class CheckText {

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(E'(?:[^'\\\\]|''|\\\\.)*'|'(?:[^']|'')*'|\"(?:[^\"]|\"\")+\"|[\\p{L}_][\\p{L}\\d_$]*"
              + "|\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?|::|[-+*/<>=~!@#%^&|`?]+|.)",
          Pattern.DOTALL);

  private static final Set<String> NO_NAMES =
      Set.of("not", "null", "true", "false", "array", "and", "or", "is", "case", "trim", "row");

  private static final List<String> TYPE_TAIL =
      List.of("varying", "precision", "with", "without", "time", "zone");

  private final List<String> tokens = new ArrayList<>();
  private int at;

  private CheckText(String text) {
    Matcher token = TOKEN.matcher(text.strip());
    while (token.lookingAt()) {
      tokens.add(token.group(1));
      token.region(token.end(), token.regionEnd());
    }
  }

  /** Reads an expression; gives null where it has something that is not understood. */
  static Node parse(String expression) {
    CheckText text = new CheckText(expression);
    try {
      Node node = text.or();
      return text.at == text.tokens.size() ? node : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Which of these columns an expression names. */
  static List<String> columns(String expression, Collection<String> known) {
    List<String> tokens = new CheckText(expression).tokens;
    Set<String> found = new TreeSet<>();
    for (int i = 0; i < tokens.size(); i++) {
      boolean call = i + 1 < tokens.size() && tokens.get(i + 1).equals("(");
      boolean type = i > 0 && tokens.get(i - 1).equals("::");
      if (!call && !type && known.contains(name(tokens.get(i)))) {
        found.add(name(tokens.get(i)));
      }
    }
    return List.copyOf(found);
  }

  /** All constants in it, numbers and strings. */
  static List<String> constants(String expression) {
    return new CheckText(expression)
        .tokens.stream()
            .filter(token -> token.matches("(?s)E?'.*|\\d.*"))
            .map(CheckText::constant)
            .distinct()
            .toList();
  }

  private String peek() {
    return at < tokens.size() ? tokens.get(at) : "";
  }

  private boolean take(String word) {
    boolean found = peek().equalsIgnoreCase(word);
    at += found ? 1 : 0;
    return found;
  }

  private void need(String word) {
    if (!take(word)) {
      throw new IllegalArgumentException(word);
    }
  }

  private Node or() {
    List<Node> parts = new ArrayList<>(List.of(and()));
    while (take("or")) {
      parts.add(and());
    }
    return parts.size() == 1 ? parts.get(0) : new Node("or", "", parts);
  }

  private Node and() {
    List<Node> parts = new ArrayList<>(List.of(comparison()));
    while (take("and")) {
      parts.add(comparison());
    }
    return parts.size() == 1 ? parts.get(0) : new Node("and", "", parts);
  }

  private Node comparison() {
    if (take("not")) {
      return new Node("not", "", List.of(comparison()));
    }
    Node left = operand();
    while (true) {
      String operator = peek().toLowerCase(Locale.ROOT);
      if (operator.equals("is")) {
        at++;
        String test = take("not") ? "is not " : "is ";
        left = new Node(test + tokens.get(at++).toLowerCase(Locale.ROOT), "", List.of(left));
      } else if (operator.matches("[-+*/<>=~!@#%^&|`?]+")) {
        at++;
        if (take("any")) {
          operator += " any";
        } else if (take("all")) {
          operator += " all";
        }
        left = new Node(operator, "", List.of(left, operand()));
      } else {
        return left;
      }
    }
  }

  private Node operand() {
    Node node = primary();
    while (peek().equals("::")) {
      at++;
      type();
    }
    return node;
  }

  private void type() {
    at++;
    while (take(".")) {
      at++;
    }
    while (TYPE_TAIL.contains(peek()) || peek().equals("[") || peek().equals("(")) {
      String closing = peek().equals("[") ? "]" : peek().equals("(") ? ")" : "";
      at++;
      while (!closing.isEmpty() && !take(closing)) {
        at++;
      }
    }
  }

  private Node primary() {
    String token = peek();
    at++;
    if (token.equals("(")) {
      Node inner = or();
      need(")");
      return inner;
    }
    if (token.equals("-")) {
      Node number = operand();
      return new Node("constant", "-" + number.text(), List.of());
    }
    if (token.matches("(?s)E?'.*|\\d.*")) {
      return new Node("constant", constant(token), List.of());
    }
    String word = token.toLowerCase(Locale.ROOT);
    if (word.equals("true") || word.equals("false") || word.equals("null")) {
      return new Node("constant", word, List.of());
    }
    if (word.equals("array")) {
      need("[");
      return new Node("list", "", arguments("]"));
    }
    if (word.equals("trim")) {
      need("(");
      at += 2;
      return new Node("btrim", "", arguments(")"));
    }
    if (token.isEmpty() || NO_NAMES.contains(word) || !token.matches("(?s)[\\p{L}_\"].*")) {
      throw new IllegalArgumentException(token);
    }
    while (take(".")) {
      token = tokens.get(at++);
    }
    if (take("(")) {
      return new Node(token.toLowerCase(Locale.ROOT), "", arguments(")"));
    }
    return new Node("column", name(token), List.of());
  }

  private List<Node> arguments(String closing) {
    List<Node> parts = new ArrayList<>();
    while (!take(closing)) {
      parts.add(or());
      if (!peek().equals(closing)) {
        need(",");
      }
    }
    return parts;
  }

  private static String name(String token) {
    return token.startsWith("\"")
        ? token.substring(1, token.length() - 1).replace("\"\"", "\"")
        : token;
  }

  private static String constant(String token) {
    if (!token.endsWith("'")) {
      return token;
    }
    String inner = token.substring(token.indexOf('\'') + 1, token.length() - 1).replace("''", "'");
    return token.startsWith("E") ? inner.replace("\\\\", "\\") : inner;
  }

  /** The constants of an array, also of one written as a string such as {@code {a,b}}. */
  static List<String> list(Node node) {
    if (node.is("constant")) {
      String text = node.text().replaceAll("^\\{|\\}$", "").replace("\"", "");
      return Arrays.asList(text.split(",", -1));
    }
    return node.parts().stream().filter(part -> part.is("constant")).map(Node::text).toList();
  }
}
