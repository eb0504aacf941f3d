package dev.postcar.cli;

import dev.postcar.internal.os.ChildProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Breaks the lines of a page: the meanings of terms that follow each other begin in one column.
 *
 * @param width of the terminal, in columns
 */
record HelpLayout(int width) {

  private static final int USUAL = 80;
  private static final int NARROWEST = 40;
  private static final int WIDEST_TERM = 30;

  HelpLayout {
    width = Math.max(NARROWEST, width);
  }

  /**
   * The width of the terminal that is written to: COLUMNS, what the terminal says, or the usual.
   */
  static int width(Map<String, String> environment, boolean terminal) {
    String columns = environment.getOrDefault("COLUMNS", "");
    if (columns.isEmpty() && terminal) {
      columns = ofTerminal();
    }
    return columns.matches("[1-9]\\d{0,3}") ? Integer.parseInt(columns) : USUAL;
  }

  private static String ofTerminal() {
    try {
      Process stty =
          ChildProcess.own(
                  List.of("sh", "-c", "stty size 2>/dev/null || stty size <&2 2>/dev/null"))
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String said =
          new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
      return said.substring(said.indexOf(' ') + 1);
    } catch (IOException e) {
      return "";
    }
  }

  /** Breaks the long lines of a message at words; what is indented far is SQL and stays. */
  String message(String text) {
    StringBuilder out = new StringBuilder();
    for (String line : text.split("\n", -1)) {
      String rest = line;
      String indent = " ".repeat(line.length() - line.stripLeading().length());
      while (rest.length() > width && indent.length() < 4) {
        int space = rest.lastIndexOf(' ', width);
        // A word that is wider than the terminal is not broken: it may be copied.
        space = space > indent.length() + 2 ? space : rest.indexOf(' ', width);
        if (space < 0) {
          break;
        }
        out.append(rest, 0, space).append('\n');
        rest = indent + "  " + rest.substring(space + 1);
      }
      out.append(rest).append('\n');
    }
    return out.substring(0, out.length() - 1);
  }

  /** Lays out a page; a tab is between a term and what it means. */
  String of(String page) {
    StringBuilder text = new StringBuilder();
    List<String> lines = page.lines().toList();
    int column = 0;
    for (int i = 0; i < lines.size(); i++) {
      int tab = lines.get(i).indexOf('\t');
      if (tab < 0) {
        wrap(text, "", 0, lines.get(i));
        column = 0;
      } else {
        column = column == 0 ? column(lines.subList(i, lines.size())) : column;
        wrap(text, lines.get(i).substring(0, tab), column, lines.get(i).substring(tab + 1));
      }
    }
    return text.toString();
  }

  private static int column(List<String> lines) {
    int column = 4;
    for (String line : lines) {
      int tab = line.indexOf('\t');
      if (tab < 0) {
        break;
      }
      column = tab + 2 <= WIDEST_TERM ? Math.max(column, tab + 2) : column;
    }
    return column;
  }

  /** A term that reaches into the column has a line of its own. */
  private void wrap(StringBuilder text, String term, int column, String meaning) {
    text.append(term);
    int at = term.length();
    if (at + 2 > column && column > 0) {
      text.append('\n');
      at = 0;
    }
    text.append(" ".repeat(column - at));
    at = column;
    for (String word : meaning.split(" ", -1)) {
      if (at > column && at + 1 + word.length() > width) {
        text.append('\n').append(" ".repeat(column));
        at = column;
      } else if (at > column) {
        text.append(' ');
        at++;
      }
      text.append(word);
      at += word.length();
    }
    text.append('\n');
  }
}
