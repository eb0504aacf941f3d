package dev.postcar.internal.sql;

import java.io.StringReader;
import java.util.Locale;
import java.util.Set;

/** The beginning of a statement, taken word by word, as the server's grammar takes it. */
final class StatementParser {

  // What defGetBoolean of the server takes for false.
  private static final Set<String> OFF = Set.of("off", "false", "0");

  private final Lexer lexer;

  StatementParser(String sql) {
    lexer = new Lexer(new StringReader(sql), 1 << 7);
    advance();
  }

  private void advance() {
    Lexer.Kind kind;
    do {
      kind = lexer.next();
    } while (kind == Lexer.Kind.SPACE || kind == Lexer.Kind.COMMENT);
  }

  /** Takes these words if they come next, all or none but the first ones; tells whether all did. */
  boolean take(String... words) {
    for (String word : words) {
      if (!lexer.isWord(word)) {
        return false;
      }
      advance();
    }
    return true;
  }

  /** Takes the next token if it is one of these words; tells whether it was. */
  boolean takeOneOf(String... words) {
    for (String word : words) {
      if (take(word)) {
        return true;
      }
    }
    return false;
  }

  boolean at(Lexer.Kind kind) {
    return lexer.kind() == kind;
  }

  boolean at(char symbol) {
    return lexer.isSymbol(symbol);
  }

  boolean takeSymbol(char symbol) {
    boolean there = at(symbol);
    if (there) {
      advance();
    }
    return there;
  }

  /** Takes a name, qualified or not, and gives it as it is written but for white space; or null. */
  String takeName() {
    StringBuilder name = new StringBuilder();
    while (at(Lexer.Kind.WORD) || at(Lexer.Kind.QUOTED_NAME)) {
      lexer.appendTo(name);
      advance();
      if (!takeSymbol('.')) {
        return name.toString();
      }
      name.append('.');
    }
    return null;
  }

  /** Takes what is in parentheses and gives it without them; the empty text where there is none. */
  String takeGroup() {
    if (!at('(')) {
      return "";
    }
    lexer.hold();
    long from = lexer.start() + 1;
    int depth = 1;
    while (depth > 0) {
      advance();
      if (at(Lexer.Kind.END)) {
        return lexer.heldText(from, lexer.start());
      }
      depth += at('(') ? 1 : at(')') ? -1 : 0;
    }
    String group = lexer.heldText(from, lexer.start());
    advance();
    return group;
  }

  /** Goes on to this word outside parentheses, or to the end. */
  StatementParser skipTo(String word) {
    while (!at(Lexer.Kind.END) && !lexer.isWord(word)) {
      if (at('(')) {
        takeGroup();
      } else {
        advance();
      }
    }
    return this;
  }

  /** Goes on behind the next comma outside parentheses; tells whether there was one. */
  boolean takePastComma() {
    while (!at(Lexer.Kind.END)) {
      if (at('(')) {
        takeGroup();
      } else if (takeSymbol(',')) {
        return true;
      } else {
        advance();
      }
    }
    return false;
  }

  /**
   * Reads this phrase as a list of options.
   *
   * @return the option's value, or the given one where it is not in the list
   */
  boolean option(String name, boolean absent) {
    boolean on = absent;
    while (!at(Lexer.Kind.END)) {
      if (take(name)) {
        takeSymbol('=');
        on = !OFF.contains(lexer.text().replaceAll("['\"]", "").toLowerCase(Locale.ROOT));
      }
      while (!at(Lexer.Kind.END) && !takeSymbol(',')) {
        advance();
      }
    }
    return on;
  }
}
