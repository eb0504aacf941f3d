package dev.postcar.internal.sql;

/**
 * Finds where tokens end. Each method gives the index behind the token; for one that is never
 * closed, the complement ({@code ~}) of the index of the text's end.
 */
final class TokenEnd {

  private TokenEnd() {}

  static int ofSpace(TextWindow window, int start) {
    int i = start;
    while (PgChars.isSpace(window.at(i))) {
      i++;
    }
    return i;
  }

  static int ofName(TextWindow window, int start) {
    int i = start;
    while (PgChars.isNamePart(window.at(i))) {
      i++;
    }
    return i;
  }

  /** A number or a parameter, from its first char; of 1.5e10 the parts around the point. */
  static int ofNumber(TextWindow window, int start) {
    int end = start + 1;
    while (PgChars.isDigit(window.at(end))) {
      end++;
    }
    if (PgChars.lower(window.at(end)) == 'e') {
      int sign = window.at(end + 1);
      int digits = end + (sign == '+' || sign == '-' ? 2 : 1);
      for (int i = digits; PgChars.isDigit(window.at(i)); i++) {
        end = i + 1;
      }
    }
    return end;
  }

  static int ofLine(TextWindow window, int start) {
    int i = start;
    for (int c = window.at(i); c != '\n' && c != '\r' && c != TextWindow.END; c = window.at(i)) {
      i++;
    }
    return i;
  }

  /** From the opening mark; a doubled mark stands for itself, a backslash for escapes. */
  static int ofQuoted(TextWindow window, int start, boolean escapes) {
    int mark = window.at(start);
    int i = start + 1;
    for (int c = window.at(i); c != TextWindow.END; c = window.at(i)) {
      i++;
      if (c == '\\' && escapes) {
        i += window.at(i) == TextWindow.END ? 0 : 1;
      } else if (c == mark) {
        if (window.at(i) != mark) {
          return i;
        }
        i++;
      }
    }
    return ~i;
  }

  /** From the first dollar; the body begins behind the second one. */
  static int ofDollarQuoted(TextWindow window, int start, int body) {
    int length = body - start;
    int matched = 0;
    int i = body;
    for (int c = window.at(i); c != TextWindow.END; c = window.at(i)) {
      i++;
      if (c == window.at(start + matched)) {
        matched++;
      } else {
        // A tag holds no $ inside, so that only a $ can begin another try.
        matched = c == '$' ? 1 : 0;
      }
      if (matched == length) {
        return i;
      }
    }
    return ~i;
  }

  /** From the opening slash; comments within comments count. */
  static int ofBlockComment(TextWindow window, int start) {
    int depth = 1;
    int i = start + 2;
    for (int c = window.at(i); c != TextWindow.END; c = window.at(i)) {
      i++;
      if (c == '/' && window.at(i) == '*') {
        depth++;
        i++;
      } else if (c == '*' && window.at(i) == '/') {
        depth--;
        i++;
        if (depth == 0) {
          return i;
        }
      }
    }
    return ~i;
  }
}
