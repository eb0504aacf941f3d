package dev.postcar.internal.sql;

/**
 * A place in a text, as people are shown it: line, column, and what to print under the line so that
 * a caret points to the place.
 *
 * @param line counted from 1; {@code \n}, {@code \r\n} and {@code \r} end lines
 * @param column in code points, counted from 1
 * @param lineText the line without its end; not null
 * @param indent white space as wide as the line's text before the place: printed behind anything as
 *     wide as what stands before the line, it puts a caret under the place; not null
 */
public record Position(int line, int column, String lineText, String indent) {

  /**
   * Finds a place by its offset.
   *
   * @param offset in chars (UTF-16) from 0; beyond the ends, the nearest end
   */
  public static Position at(String text, long offset) {
    int place = (int) Math.max(0, Math.min(offset, text.length()));
    int line = 1;
    int start = 0;
    for (int i = 0; i < place; i++) {
      if (endsLine(text, i)) {
        line++;
        start = i + 1;
      }
    }
    int end = place;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    // Between the two chars of \r\n the place is the end of the line.
    int lineEnd = end > start && text.charAt(end - 1) == '\r' ? end - 1 : end;
    return new Position(
        line,
        text.codePointCount(start, place) + 1,
        text.substring(start, lineEnd),
        indent(text, start, place));
  }

  /**
   * Finds a place by the position in a server's error message.
   *
   * @param position in code points from 1, as the server counts; beyond the ends, the nearest end
   */
  public static Position ofServer(String text, int position) {
    int offset = 0;
    for (int i = 1; i < position && offset < text.length(); i++) {
      offset += Character.charCount(text.codePointAt(offset));
    }
    return at(text, offset);
  }

  private static boolean endsLine(String text, int index) {
    char c = text.charAt(index);
    return c == '\n'
        || (c == '\r' && (index + 1 == text.length() || text.charAt(index + 1) != '\n'));
  }

  private static String indent(String text, int start, int place) {
    StringBuilder out = new StringBuilder(place - start);
    text.substring(start, place)
        .codePoints()
        .forEach(c -> out.append(c == '\t' ? "\t" : " ".repeat(TextWidth.of(c))));
    return out.toString();
  }
}
