package dev.postcar.internal.source.edit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Any text as an expression of Java's text blocks that gives exactly that text again.
 *
 * <p>A constant may have no more than 65,535 bytes in a class file, so a long text is joined from
 * several.
 */
final class TextBlock {

  private static final int MOST_BYTES = 50_000;
  private static final String QUOTES = "\"\"\"";

  private TextBlock() {}

  /**
   * Writes the expression.
   *
   * @param text without NUL and lone surrogates
   * @param indent how many spaces stand before each line
   * @return its first line without the indent
   */
  static String of(String text, int indent) {
    List<String> pieces = pieces(text);
    if (pieces.size() == 1) {
      return block(pieces.get(0), indent);
    }
    List<String> blocks = pieces.stream().map(piece -> block(piece, indent)).toList();
    String space = "\n" + " ".repeat(indent);
    return "String.join(" + space + "\"\"," + space + String.join("," + space, blocks) + ")";
  }

  private static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    int from = 0;
    int bytes = 0;
    for (int i = 0; i < text.length(); ) {
      int next = i + Character.charCount(text.codePointAt(i));
      // In a class file a character beyond the first plane has six bytes instead of four.
      bytes += text.substring(i, next).getBytes(StandardCharsets.UTF_8).length + (next - i - 1) * 2;
      i = next;
      boolean lineEnds = text.charAt(i - 1) == '\n';
      if (bytes > MOST_BYTES || (lineEnds && bytes > MOST_BYTES * 3 / 4)) {
        pieces.add(text.substring(from, i));
        from = i;
        bytes = 0;
      }
    }
    if (from < text.length() || pieces.isEmpty()) {
      pieces.add(text.substring(from));
    }
    return pieces;
  }

  private static String block(String text, int indent) {
    String space = " ".repeat(indent);
    StringBuilder block = new StringBuilder(QUOTES).append('\n');
    String[] lines = text.split("\n", -1);
    for (int i = 0; i < lines.length - 1; i++) {
      line(block, space, lines[i]);
      block.append('\n');
    }
    String last = lines[lines.length - 1];
    if (!last.isEmpty()) {
      line(block, space, last);
      block.append("\\\n");
    }
    return block.append(space).append(QUOTES).toString();
  }

  private static void line(StringBuilder block, String space, String line) {
    if (line.isEmpty()) {
      return;
    }
    block.append(space);
    String escaped = escaped(line);
    int last = escaped.length() - 1;
    char end = escaped.charAt(last);
    if (end == ' ') {
      block.append(escaped, 0, last).append("\\s");
    } else if (end == '\t') {
      block.append(escaped, 0, last).append("\\t");
    } else if (Character.isWhitespace(end)) {
      // White space at the end of a line is taken off; an empty escape keeps it from being there.
      block.append(escaped).append("\\\n").append(space);
    } else {
      block.append(escaped);
    }
  }

  private static String escaped(String line) {
    StringBuilder out = new StringBuilder(line.length());
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\') {
        out.append("\\\\");
      } else if (line.startsWith(QUOTES, i)) {
        out.append("\\\"");
      } else if (c == '\r') {
        out.append("\\r");
      } else if (c == '\f') {
        out.append("\\f");
      } else if (c < ' ' && c != '\t') {
        out.append(String.format(Locale.ROOT, "\\%03o", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
