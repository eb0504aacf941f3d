package dev.postcar.internal.sql;

/** The classes of characters of PostgreSQL's scanner. */
final class PgChars {

  private PgChars() {}

  static boolean isSpace(int c) {
    // The vertical tab is white space since PostgreSQL 16, and an error before.
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  static boolean isNameStart(int c) {
    // Every byte above 127 is a letter to the server, no-break spaces included.
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
  }

  /** What a dollar quote's tag consists of, behind its first char. */
  static boolean isTagPart(int c) {
    return isNameStart(c) || isDigit(c);
  }

  static boolean isNamePart(int c) {
    return isTagPart(c) || c == '$';
  }

  static int lower(int c) {
    return c >= 'A' && c <= 'Z' ? c + 0x20 : c;
  }
}
