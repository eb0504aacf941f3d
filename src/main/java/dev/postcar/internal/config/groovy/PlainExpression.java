package dev.postcar.internal.config.groovy;

import java.util.ArrayList;
import java.util.List;

/**
 * The expressions of a plain conf script: texts, whole numbers, booleans, null, lists, maps, {@code
 * System.getenv} and {@code getProperty}, {@code ?:}, {@code ? :} and {@code ==}.
 */
final class PlainExpression {

  private static final int DEEPEST = 40;

  private final ScriptText text;
  private int depth;
  private int brackets;

  PlainExpression(ScriptText text) {
    this.text = text;
  }

  /** Reads one; line breaks are allowed between brackets. */
  ConfExpression read() throws ScriptText.NotPlain {
    if (++depth > DEEPEST) {
      throw text.notPlain();
    }
    ConfExpression test = equality();
    ConfExpression whole = test;
    if (between('?')) {
      text.take();
      if (text.peek() == ':') {
        text.take();
        whole = new ConfExpression.Elvis(test, read());
      } else {
        ConfExpression then = read();
        if (!between(':')) {
          throw text.notPlain();
        }
        text.take();
        whole = new ConfExpression.Choice(test, then, read());
      }
    }
    depth--;
    return whole;
  }

  private ConfExpression equality() throws ScriptText.NotPlain {
    ConfExpression left = primary();
    if (!between('=')) {
      return left;
    }
    text.take();
    if (text.take() != '=' || text.peek() == '=') {
      throw text.notPlain();
    }
    ConfExpression right = primary();
    if (between('=')) {
      throw text.notPlain();
    }
    return new ConfExpression.Same(left, right);
  }

  /** Whether that comes next, which in a line of its own only counts between brackets. */
  private boolean between(char wanted) {
    space();
    return text.peek() == wanted;
  }

  private void space() {
    if (brackets > 0) {
      text.lineBreaks();
    } else {
      text.blanks();
    }
  }

  private ConfExpression primary() throws ScriptText.NotPlain {
    space();
    char first = text.peek();
    return switch (first) {
      case '\'' -> new ConfExpression.Literal(single());
      case '"' -> template();
      case '/' -> new ConfExpression.Literal(slashed());
      case '[' -> listOrMap();
      case '(' -> bracketed();
      default ->
          first == '-' || Character.isDigit(first) ? new ConfExpression.Literal(number()) : word();
    };
  }

  private ConfExpression bracketed() throws ScriptText.NotPlain {
    text.take();
    brackets++;
    ConfExpression inner = read();
    close(')');
    return inner;
  }

  private void close(char bracket) throws ScriptText.NotPlain {
    text.lineBreaks();
    if (text.take() != bracket) {
      throw text.notPlain();
    }
    brackets--;
  }

  private ConfExpression word() throws ScriptText.NotPlain {
    String name = text.name();
    return switch (name) {
      case "true", "false" -> new ConfExpression.Literal(name.equals("true"));
      case "null" -> new ConfExpression.Literal(null);
      case "System" -> lookUp();
      default -> throw text.notPlain();
    };
  }

  /** {@code System.getenv('X')} and {@code System.getProperty('x')}. */
  private ConfExpression lookUp() throws ScriptText.NotPlain {
    if (text.peek() == '?') {
      text.take();
    }
    if (text.take() != '.') {
      throw text.notPlain();
    }
    String method = text.name();
    if (text.take() != '(' || text.peek() != '\'') {
      throw text.notPlain();
    }
    String name = single();
    if (text.take() != ')' || name.isEmpty()) {
      throw text.notPlain();
    }
    return switch (method) {
      case "getenv" -> new ConfExpression.Variable(name);
      case "getProperty" -> new ConfExpression.Property(name);
      default -> throw text.notPlain();
    };
  }

  /** Of other numbers Groovy has rules of its own. */
  private Integer number() throws ScriptText.NotPlain {
    StringBuilder digits = new StringBuilder().append(text.take());
    while (ScriptText.isNamePart(text.peek()) || text.peek() == '.') {
      digits.append(text.take());
    }
    if (!digits.toString().matches("-?(0|[1-9][0-9]{0,8})")) {
      throw text.notPlain();
    }
    return Integer.valueOf(digits.toString());
  }

  private ConfExpression listOrMap() throws ScriptText.NotPlain {
    int line = text.line();
    text.take();
    brackets++;
    text.lineBreaks();
    if (text.peek() == ':') {
      text.take();
      close(']');
      return new ConfExpression.Entries(List.of());
    }
    List<ConfExpression> items = new ArrayList<>();
    List<ConfExpression.Entries.Entry> entries = new ArrayList<>();
    while (text.peek() != ']') {
      String key = items.isEmpty() ? key() : null;
      if (key != null) {
        entries.add(new ConfExpression.Entries.Entry(key, read()));
      } else if (entries.isEmpty()) {
        items.add(read());
      } else {
        throw text.notPlain();
      }
      text.lineBreaks();
      if (text.peek() == ',') {
        text.take();
        text.lineBreaks();
        if (text.peek() == ']') {
          throw text.notPlain();
        }
      } else if (text.peek() != ']') {
        throw text.notPlain();
      }
    }
    if (!entries.isEmpty() && text.line() != line) {
      // Each key has the line of its own.
      throw text.notPlain();
    }
    close(']');
    return entries.isEmpty()
        ? new ConfExpression.Items(items)
        : new ConfExpression.Entries(entries);
  }

  /** {@code key:}; null if that is not what comes next. */
  private String key() throws ScriptText.NotPlain {
    int length = 0;
    while (ScriptText.isNamePart(text.peek(length))) {
      length++;
    }
    if (length == 0 || text.peek(length) != ':') {
      return null;
    }
    String key = text.name();
    text.take();
    return key;
  }

  private String single() throws ScriptText.NotPlain {
    text.take();
    StringBuilder content = new StringBuilder();
    while (text.peek() != '\'') {
      content.append(character());
    }
    text.take();
    if (text.peek() == '\'') {
      throw text.notPlain();
    }
    return content.toString();
  }

  private String slashed() throws ScriptText.NotPlain {
    text.take();
    StringBuilder content = new StringBuilder();
    while (text.peek() != '/') {
      if (text.peek() == '\\' || text.peek() == '$') {
        throw text.notPlain();
      }
      content.append(character());
    }
    text.take();
    if (content.length() == 0) {
      // A comment.
      throw text.notPlain();
    }
    return content.toString();
  }

  /** {@code "text ${value} text"}; without a value it is a text like another. */
  private ConfExpression template() throws ScriptText.NotPlain {
    String quote = text.skip("\"\"\"") ? "\"\"\"" : "\"";
    if (quote.length() == 1) {
      text.take();
    }
    List<String> texts = new ArrayList<>();
    List<ConfExpression> values = new ArrayList<>();
    StringBuilder content = new StringBuilder();
    while (!text.skip(quote)) {
      if (text.peek() == '$') {
        text.take();
        if (text.take() != '{') {
          throw text.notPlain();
        }
        texts.add(content.toString());
        content.setLength(0);
        values.add(value());
      } else if (quote.length() == 3 && text.peek() == '\n') {
        content.append(text.take());
      } else {
        content.append(character());
      }
    }
    if (text.peek() == '"') {
      throw text.notPlain();
    }
    texts.add(content.toString());
    return values.isEmpty()
        ? new ConfExpression.Literal(texts.get(0))
        : new ConfExpression.Template(texts, values);
  }

  private ConfExpression value() throws ScriptText.NotPlain {
    int outer = brackets;
    brackets = 0;
    ConfExpression value = read();
    text.require('}');
    brackets = outer;
    return value;
  }

  /** One of a text; a zero is its end, and no conf script has one. */
  private char character() throws ScriptText.NotPlain {
    char next = text.take();
    if (next == '\n' || next == '\r' || next == '\0') {
      throw text.notPlain();
    }
    if (next != '\\') {
      return next;
    }
    char escaped = text.take();
    return switch (escaped) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case '\\', '\'', '"', '$' -> escaped;
      default -> throw text.notPlain();
    };
  }
}
