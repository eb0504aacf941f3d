package dev.postcar.internal.sql;

import java.io.Reader;

/**
 * Cuts SQL text into tokens, exactly where PostgreSQL's own scanner (scan.l) does with {@code
 * standard_conforming_strings} on.
 */
final class Lexer {

  /** What a token is. */
  enum Kind {
    SPACE,
    COMMENT,
    /** A key word or a bare identifier. */
    WORD,
    /** Digits, or a parameter such as {@code $1}. */
    NUMBER,
    /** Any string, with its prefix; dollar-quoted ones too. */
    STRING,
    /** A double-quoted identifier, with its prefix. */
    QUOTED_NAME,
    /** Any other single char. */
    SYMBOL,
    END
  }

  private final TextWindow window;
  private Kind kind = Kind.SPACE;
  private int start;
  private int end;
  private int opening;
  private boolean closed = true;
  // The last token was E'...', and only white space and comments came since.
  private boolean escapes;

  /** Begins before the first token; the size is a guess at the longest token, in chars. */
  Lexer(Reader reader, int size) {
    window = new TextWindow(reader, size);
  }

  /** Goes to the next token. Never fails: see {@link #closed}. */
  Kind next() {
    skipTo(end);
    int first = window.at(start);
    boolean continued = escapes;
    closed = true;
    opening = start;
    if (first == TextWindow.END) {
      kind = Kind.END;
    } else if (PgChars.isSpace(first)) {
      token(Kind.SPACE, TokenEnd.ofSpace(window, start));
    } else if (first == '-' && window.at(start + 1) == '-') {
      token(Kind.COMMENT, TokenEnd.ofLine(window, start));
    } else if (first == '/' && window.at(start + 1) == '*') {
      token(Kind.COMMENT, TokenEnd.ofBlockComment(window, start));
    } else {
      escapes = false;
      significant(first, continued);
    }
    return kind;
  }

  private void token(Kind found, int index) {
    kind = found;
    closed = index >= 0;
    end = closed ? index : ~index;
  }

  private void significant(int first, boolean continued) {
    if (PgChars.isNameStart(first)) {
      word(first);
    } else if (first == '\'') {
      // 'a'<newline>'b' is one string, and the escapes of E'a' hold in all its pieces. (Pieces on
      // one line are a syntax error, so that they need not be distinguished.)
      quoted(Kind.STRING, start, continued);
    } else if (first == '"') {
      quoted(Kind.QUOTED_NAME, start, false);
    } else if (first == '$') {
      dollar();
    } else if (PgChars.isDigit(first)) {
      token(Kind.NUMBER, TokenEnd.ofNumber(window, start));
    } else {
      token(Kind.SYMBOL, start + 1);
    }
  }

  private void word(int first) {
    int i = TokenEnd.ofName(window, start);
    int after = window.at(i);
    int letter = i == start + 1 ? PgChars.lower(first) : 0;
    if (after == '\'' && (letter == 'e' || letter == 'b' || letter == 'x' || letter == 'n')) {
      quoted(Kind.STRING, i, letter == 'e');
    } else if (after == '&' && letter == 'u' && window.at(i + 1) == '\'') {
      quoted(Kind.STRING, i + 1, false);
    } else if (after == '&' && letter == 'u' && window.at(i + 1) == '"') {
      quoted(Kind.QUOTED_NAME, i + 1, false);
    } else {
      token(Kind.WORD, i);
    }
  }

  private void quoted(Kind found, int quote, boolean escaping) {
    opening = quote;
    escapes = escaping;
    token(found, TokenEnd.ofQuoted(window, quote, escaping));
  }

  private void dollar() {
    int i = start + 1;
    if (PgChars.isDigit(window.at(i))) {
      token(Kind.NUMBER, TokenEnd.ofNumber(window, start));
      return;
    }
    while (PgChars.isTagPart(window.at(i))) {
      i++;
    }
    if (window.at(i) == '$') {
      token(Kind.STRING, TokenEnd.ofDollarQuoted(window, start, i + 1));
    } else {
      token(Kind.SYMBOL, start + 1);
    }
  }

  private void skipTo(int index) {
    window.moveTo(index);
    start = window.position();
    end = start;
  }

  /** What was read last. */
  Kind kind() {
    return kind;
  }

  /** Whether the token has its closing quote; one that has not goes to the end of the text. */
  boolean closed() {
    return closed;
  }

  /** The offset of the token's first char. */
  long start() {
    return window.offset(start);
  }

  /** The offset after the token's last char. */
  long end() {
    return window.offset(end);
  }

  /** The line of the token's first char, counted from 1. */
  long line() {
    return window.line();
  }

  /** Whether the token is this word, given in lower case; the server folds ASCII letters only. */
  boolean isWord(String lowerCase) {
    if (kind != Kind.WORD || end - start != lowerCase.length()) {
      return false;
    }
    for (int i = 0; i < lowerCase.length(); i++) {
      if (PgChars.lower(window.at(start + i)) != lowerCase.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the token is this single char. */
  boolean isSymbol(char symbol) {
    return kind == Kind.SYMBOL && window.at(start) == symbol;
  }

  /** The token as it is written. */
  String text() {
    return window.text(start(), end());
  }

  /** The token with its ASCII letters in lower case. */
  String lowerCase() {
    StringBuilder out = new StringBuilder(end - start);
    for (int i = start; i < end; i++) {
      out.append((char) PgChars.lower(window.at(i)));
    }
    return out.toString();
  }

  void appendTo(StringBuilder out) {
    window.appendTo(out, start, end);
  }

  /** Holds the text from this token on, for {@link #heldText}. */
  void hold() {
    window.hold(start);
  }

  /** Gives the held text between two offsets, and lets it go. */
  String heldText(long from, long to) {
    String text = window.text(from, to);
    window.release();
    return text;
  }

  /** Makes an exception that points to the token's opening quote. */
  SqlSyntaxException syntaxError(String problem) {
    int prefix = opening - start;
    return new SqlSyntaxException(
        problem, start() + prefix, window.line(), window.column() + prefix);
  }

  /** What a token that is not closed should have been, for people. */
  String description() {
    int quote = window.at(opening);
    if (kind == Kind.COMMENT) {
      return "comment /*";
    }
    if (quote == '$') {
      int i = opening + 1;
      while (window.at(i) != '$') {
        i++;
      }
      return "dollar quote " + window.text(start(), window.offset(i + 1));
    }
    return kind == Kind.STRING ? "string '" : "quoted identifier \"";
  }

  /** Extends the token to the end of its line, and gives its text. */
  String takeLine() {
    end = TokenEnd.ofLine(window, start);
    return text();
  }

  /** Goes behind the token and the end of line that follows it; the window is then the caller's. */
  TextWindow leaveLine() {
    int i = end;
    if (window.at(i) == '\r') {
      i++;
    }
    if (window.at(i) == '\n') {
      i++;
    }
    skipTo(i);
    return window;
  }

  /** Goes on from where the caller left the window. */
  void resume() {
    skipTo(window.position());
  }
}
