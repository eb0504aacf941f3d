package dev.postcar.internal.source;

import java.util.ArrayList;
import java.util.List;

/**
 * A Java source, its comments and literals apart from the rest.
 *
 * @param code the source with blanks in the place of comments, strings and chars
 * @param literals its strings, in order
 */
record JavaCode(String code, List<Literal> literals) {

  private static final String BLOCK = "\"\"\"";

  /**
   * The content of a string.
   *
   * @param from where it begins, behind the quote
   * @param to where its closing quote begins
   * @param block whether it is a text block
   */
  record Literal(int from, int to, boolean block) {}

  static JavaCode of(String source) {
    StringBuilder code = new StringBuilder(source);
    List<Literal> literals = new ArrayList<>();
    int at = 0;
    while (at < source.length()) {
      int from = at;
      if (source.startsWith("//", at)) {
        at = end(source, source.indexOf('\n', at), 0);
      } else if (source.startsWith("/*", at)) {
        at = end(source, source.indexOf("*/", at + 2), 2);
      } else if (source.startsWith(BLOCK, at)) {
        at = literal(source, at, BLOCK, literals);
      } else if (source.charAt(at) == '"') {
        at = literal(source, at, "\"", literals);
      } else if (source.charAt(at) == '\'') {
        at = end(source, source.indexOf('\'', at + (source.startsWith("'\\", at) ? 3 : 2)), 1);
      } else {
        at++;
        continue;
      }
      for (int i = from; i < at; i++) {
        code.setCharAt(i, source.charAt(i) == '\n' ? '\n' : ' ');
      }
    }
    return new JavaCode(code.toString(), List.copyOf(literals));
  }

  private static int literal(String source, int start, String quote, List<Literal> literals) {
    int at = start + quote.length();
    while (at < source.length() && !source.startsWith(quote, at)) {
      at += source.charAt(at) == '\\' ? 2 : 1;
    }
    int to = Math.min(at, source.length());
    literals.add(new Literal(start + quote.length(), to, quote.equals(BLOCK)));
    return Math.min(to + quote.length(), source.length());
  }

  private static int end(String source, int index, int length) {
    return index < 0 ? source.length() : index + length;
  }
}
