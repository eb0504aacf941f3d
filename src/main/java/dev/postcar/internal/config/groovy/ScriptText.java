package dev.postcar.internal.config.groovy;

/** The characters of a plain conf script, with the white space and comments between its words. */
final class ScriptText {

  private final String text;
  private int at;
  private int line = 1;

  ScriptText(String text) {
    this.text = text;
  }

  /** Ends the reading: Groovy has to do it. */
  static final class NotPlain extends Exception {
    private static final long serialVersionUID = 1;

    NotPlain() {
      super("not plain", null, false, false);
    }
  }

  NotPlain notPlain() {
    return new NotPlain();
  }

  /** The line of the next character, from 1. */
  int line() {
    return line;
  }

  boolean atEnd() {
    return at == text.length();
  }

  /** The next character; NUL at the end. */
  char peek() {
    return peek(0);
  }

  char peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : '\0';
  }

  char take() {
    char next = peek();
    if (!atEnd()) {
      at++;
      line += next == '\n' ? 1 : 0;
    }
    return next;
  }

  boolean at(char wanted) {
    blanks();
    return !atEnd() && peek() == wanted;
  }

  /** Passes over a character, if it is the next one in this line. */
  boolean skip(char wanted) {
    boolean there = at(wanted);
    if (there) {
      take();
    }
    return there;
  }

  /** Passes over these characters, if they come next. */
  boolean skip(String wanted) {
    boolean there = text.startsWith(wanted, at);
    if (there) {
      at += wanted.length();
    }
    return there;
  }

  void require(char wanted) throws NotPlain {
    if (!skip(wanted)) {
      throw notPlain();
    }
  }

  /** A Java name without {@code $}. */
  String name() throws NotPlain {
    blanks();
    int begin = at;
    while (isNamePart(peek())) {
      at++;
    }
    if (at == begin || Character.isDigit(text.charAt(begin))) {
      throw notPlain();
    }
    return text.substring(begin, at);
  }

  static boolean isNamePart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }

  /** Passes over what separates statements, if there is any. */
  void separators() {
    do {
      lineBreaks();
    } while (skip(';'));
  }

  /** Passes over what separates statements; there must be some, or the end of the block. */
  void separator() throws NotPlain {
    if (!at(';') && !atLineEnd() && !at('}')) {
      throw notPlain();
    }
    separators();
  }

  /** Whether nothing but a comment is left of the line. */
  boolean atLineEnd() {
    blanks();
    return atEnd() || peek() == '\n' || peek() == '\r' || (peek() == '/' && peek(1) == '/');
  }

  void end() throws NotPlain {
    if (!atEnd()) {
      throw notPlain();
    }
  }

  void blanks() {
    while (peek() == ' ' || peek() == '\t') {
      at++;
    }
  }

  /** Passes over blanks, line breaks and comments of one line. */
  void lineBreaks() {
    while (true) {
      blanks();
      if (peek() == '/' && peek(1) == '/') {
        while (!atEnd() && peek() != '\n') {
          at++;
        }
      } else if (peek() == '\n' || (peek() == '\r' && peek(1) == '\n')) {
        take();
      } else {
        return;
      }
    }
  }
}
