package dev.postcar.sql;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;

/**
 * Which parts of an SQL text are inside quotes.
 *
 * @param parts from and to, one after the other
 */
public record QuotedParts(List<long[]> parts) {

  /**
   * Finds them.
   *
   * @param sql any text; a quote that is never closed is none
   * @return the parts
   */
  public static QuotedParts of(String sql) {
    List<long[]> parts = new ArrayList<>();
    Lexer lexer = new Lexer(new StringReader(sql), 1 << 8);
    for (Lexer.Kind kind = lexer.next(); kind != Lexer.Kind.END; kind = lexer.next()) {
      if (lexer.closed() && (kind == Lexer.Kind.STRING || kind == Lexer.Kind.QUOTED_NAME)) {
        parts.add(new long[] {lexer.start(), lexer.end()});
      }
    }
    return new QuotedParts(parts);
  }

  /**
   * Tells whether a place is inside.
   *
   * @param offset in chars from 0
   * @return false outside
   */
  public boolean contains(int offset) {
    return parts.stream().anyMatch(part -> part[0] < offset && offset < part[1]);
  }
}
