package dev.postcar.internal.safer;

import dev.postcar.internal.sql.SqlScript;
import dev.postcar.internal.sql.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement of a migration, or one subcommand of an ALTER TABLE with several.
 *
 * @param text as it is to run, without its semicolon
 * @param plain the same without comments and line breaks
 * @param statement the number of the statement that it is from, from 0
 * @param whole the text of that statement
 */
record Action(String text, String plain, int statement, String whole) {

  static final String NAME = "(?:\"(?:[^\"]|\"\")+\"|[\\w$]+)";
  static final String NAMES = NAME + "(?:\\." + NAME + ")*";

  private static final Pattern ALTER_TABLE =
      Pattern.compile(
          "(?i)^alter table (?:if exists )?(?:only )?" + NAMES + "(?: \\*)? (?!attach|detach)");

  /** The actions of SQL, in order. */
  static List<Action> of(String sql) {
    List<Action> actions = new ArrayList<>();
    int number = 0;
    for (Statement statement : SqlScript.statements(sql)) {
      String plain = SqlScript.canonical(statement.text());
      Matcher alter = ALTER_TABLE.matcher(plain);
      List<String> parts = alter.find() ? split(plain.substring(alter.end()), ',') : List.of(plain);
      for (String part : parts) {
        boolean alone = parts.size() == 1;
        String own = alone ? plain : alter.group() + part;
        actions.add(new Action(alone ? statement.text() : own, own, number, statement.text()));
      }
      number++;
    }
    return actions;
  }

  /** The parts of a text between separators that are outside quotes and brackets. */
  static List<String> split(String text, char separator) {
    BitSet quoted = SqlScript.quoted(text);
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int begin = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = quoted.get(i) ? 'x' : text.charAt(i);
      depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
      if (c == separator && depth == 0) {
        parts.add(text.substring(begin, i).strip());
        begin = i + 1;
      }
    }
    parts.add(text.substring(begin).strip());
    return parts;
  }

  /** The same text with x in place of what is in quotes or brackets. */
  static String outermost(String text) {
    BitSet quoted = SqlScript.quoted(text);
    StringBuilder outermost = new StringBuilder(text);
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = quoted.get(i) ? 'x' : text.charAt(i);
      boolean opens = c == '(' || c == '[';
      boolean closes = c == ')' || c == ']';
      depth += opens ? 1 : closes ? -1 : 0;
      if (depth > 0 || closes || quoted.get(i)) {
        outermost.setCharAt(i, 'x');
      }
    }
    return outermost.toString();
  }

  /** Finds a pattern in the plain text, in any case; null where there is none. */
  Matcher find(String pattern) {
    Matcher matcher = Pattern.compile("(?i)" + pattern).matcher(plain);
    return matcher.find() ? matcher : null;
  }

  boolean says(String pattern) {
    return find(pattern) != null;
  }
}
