package dev.postcar.internal.source;

import dev.postcar.internal.sql.SqlScript;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The escapes in the strings of a Java source that Java itself reads, and that were probably meant
 * for PostgreSQL: inside a quoted string of SQL.
 */
public final class JavaEscapes {

  private final String source;
  private final List<Escape> found = new ArrayList<>();
  private int at;

  private JavaEscapes(String source) {
    this.source = source;
  }

  /**
   * One escape.
   *
   * @param line of the source, from 1
   * @param text as it is written
   * @param meaning what Java makes of it
   */
  public record Escape(long line, String text, String meaning) {}

  /** Finds them, in order. */
  public static List<Escape> in(String source) {
    JavaEscapes escapes = new JavaEscapes(source);
    JavaCode.of(source).literals().forEach(escapes::literal);
    return escapes.found;
  }

  /** Reads one literal; its text is only as true as is needed to find the quotes of SQL in it. */
  private void literal(JavaCode.Literal literal) {
    StringBuilder text = new StringBuilder();
    List<Integer> places = new ArrayList<>();
    List<Escape> escapes = new ArrayList<>();
    at = literal.from();
    while (at < literal.to()) {
      char c = source.charAt(at);
      if (c != '\\') {
        text.append(c);
        at++;
        continue;
      }
      int from = at;
      char escaped = at + 1 < source.length() ? source.charAt(at + 1) : ' ';
      at += 2;
      if (escaped >= '0' && escaped <= '7') {
        int most = from + (escaped <= '3' ? 4 : 3);
        while (at < Math.min(most, source.length()) && "01234567".indexOf(source.charAt(at)) >= 0) {
          at++;
        }
      }
      String meaning = meaning(source.substring(from + 1, at));
      // At the end of a line it keeps white space there, or is the text of another file.
      boolean ends = source.startsWith("\n", at) || source.startsWith("\\\n", at);
      if (meaning != null && !ends) {
        places.add(text.length());
        escapes.add(new Escape(line(from), source.substring(from, at), meaning));
      }
      if (escaped != '\n') {
        text.append(escaped == 'n' ? '\n' : "btfrs01234567".indexOf(escaped) >= 0 ? ' ' : escaped);
      }
    }
    BitSet quoted = SqlScript.quoted(text.toString());
    for (int i = 0; i < places.size(); i++) {
      if (quoted.get(places.get(i))) {
        found.add(escapes.get(i));
      }
    }
  }

  private long line(int index) {
    return 1 + source.substring(0, index).chars().filter(c -> c == '\n').count();
  }

  /** Null for what SQL needs no backslash for. */
  private static String meaning(String escape) {
    return switch (escape.charAt(0)) {
      case 's' -> "a space";
      case 't' -> "a tab";
      case 'b' -> "a backspace";
      case 'f' -> "a form feed";
      case 'r' -> "a carriage return";
      case '0', '1', '2', '3', '4', '5', '6', '7' ->
          "the character U+%04X".formatted(Integer.parseInt(escape, 8));
      default -> null;
    };
  }
}
