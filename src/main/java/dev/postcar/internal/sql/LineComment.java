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
      // As for the server, a carriage return alone ends a comment, and so a line.
      int lineStart = Math.max(sql.lastIndexOf('\n', start), sql.lastIndexOf('\r', start)) + 1;
      if (sql.substring(lineStart, start).isBlank()) {
        int end = (int) lexer.end();
        for (; counted < start; counted++) {
          boolean ends = sql.charAt(counted) == '\r' && sql.charAt(counted + 1) != '\n';
          line += ends || sql.charAt(counted) == '\n' ? 1 : 0;
        }
        found.add(
            new LineComment(
                sql.substring(start + 2, end).strip(),
                lineStart,
                Math.min(sql.length(), end + (sql.startsWith("\r\n", end) ? 2 : 1)),
                line));
      }
    }
    return found;
  }
}
