package dev.postcar.internal.sql;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;

/**
 * A comment that begins with two dashes and has its line to itself, outside quotes and other
 * comments.
 *
 * @param text without the dashes and the white space around it
 * @param start offset of the first char of its line
 * @param end offset of the first char of the next line, or of the text's end
 * @param line its line, from 1
 */
public record LineComment(String text, int start, int end, int line) {

  /** Those of a text, in order; none behind a quote that is never closed. */
  public static List<LineComment> of(String sql) {
    List<LineComment> found = new ArrayList<>();
    Lexer lexer = new Lexer(new StringReader(sql), 1 << 12);
    int line = 1;
    int counted = 0;
    while (lexer.next() != Lexer.Kind.END) {
      int start = (int) lexer.start();
      if (lexer.kind() != Lexer.Kind.COMMENT || sql.charAt(start) != '-') {
        continue;
      }
      int lineStart = sql.lastIndexOf('\n', start) + 1;
      if (sql.substring(lineStart, start).isBlank()) {
        int end = (int) lexer.end();
        for (; counted < start; counted++) {
          line += sql.charAt(counted) == '\n' ? 1 : 0;
        }
        int next = sql.indexOf('\n', end);
        found.add(
            new LineComment(
                sql.substring(start + 2, end).strip(),
                lineStart,
                next < 0 ? sql.length() : next + 1,
                line));
      }
    }
    return found;
  }
}
