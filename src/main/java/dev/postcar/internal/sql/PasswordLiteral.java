package dev.postcar.internal.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Passwords that stand in SQL: of {@code create role} and {@code alter role}, in the options of a
 * foreign server or user mapping, in a connection string, in SQL that is put together and executed.
 */
public final class PasswordLiteral {

  /** As a parameter of a URL. */
  private static final Pattern PARAMETER = Pattern.compile("(?i)([?&](?:ssl)?password=)[^&\\s\"]+");

  private static final String WORD = "password";

  /** What is shorter could be part of any word of a message. */
  private static final int SHORTEST = 4;

  /** The value is not in the string that says the word: a placeholder, or the string's end. */
  private static final Pattern ELSEWHERE =
      Pattern.compile("(?:'')?+(?:%(?:\\d+\\$)?-?\\d*[sLI]|'\\s*+(?:\\|\\||,))");

  private record Range(int from, int to) {}

  private PasswordLiteral() {}

  /**
   * Returns whether there is one; false for null.
   *
   * @param sql may be null
   */
  public static boolean isIn(String sql) {
    return sql != null && !find(sql).isEmpty();
  }

  /**
   * Puts asterisks in the place of each, one for each char, so that every other char stays where it
   * is.
   *
   * @param text SQL, or a message that quotes some; may be null
   * @param sql the SQL that it speaks of: its passwords are hidden wherever they stand; may be null
   * @return the text without them
   */
  public static String hide(String text, String sql) {
    if (text == null) {
      return null;
    }
    List<Range> own = find(text);
    List<Range> of = sql == null || sql.equals(text) ? List.of() : find(sql);
    if (own.isEmpty() && of.isEmpty()) {
      return text;
    }
    StringBuilder hidden = new StringBuilder(text);
    own.forEach(range -> cover(hidden, range));
    for (Range range : of) {
      String secret = sql.substring(range.from(), range.to());
      for (int at = hidden.indexOf(secret);
          secret.length() >= SHORTEST && at >= 0;
          at = hidden.indexOf(secret, at + secret.length())) {
        cover(hidden, new Range(at, at + secret.length()));
      }
    }
    return hidden.toString();
  }

  private static void cover(StringBuilder text, Range range) {
    for (int i = range.from(); i < range.to(); i++) {
      text.setCharAt(i, '*');
    }
  }

  private static List<Range> find(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.length() != text.length()) {
      lower = text; // A letter that is two in lower case: then only the word as it is usual.
    }
    List<Range> found = new ArrayList<>();
    for (int at = lower.indexOf(WORD); at >= 0; at = lower.indexOf(WORD, at + 1)) {
      boolean begins = at == 0 || !Character.isJavaIdentifierPart(text.charAt(at - 1));
      if (begins) {
        at = addValue(text, at + WORD.length(), found);
      }
    }
    return found;
  }

  /** Adds what follows the word; returns where that ends. */
  private static int addValue(String text, int after, List<Range> found) {
    Matcher elsewhere = ELSEWHERE.matcher(text).region(blanks(text, after), text.length());
    if (elsewhere.lookingAt()) {
      boolean inside = Character.isLetter(text.charAt(elsewhere.end() - 1));
      int from = inside ? quoted(text, elsewhere.end(), false).to() + 1 : elsewhere.end();
      return Math.max(after, addStrings(text, from, found));
    }
    Range range = value(text, after);
    if (range == null || range.to() == range.from()) {
      return after - 1;
    }
    found.add(range);
    int next = Math.min(blanks(text, range.to() + 1), text.length());
    boolean continues =
        text.startsWith("'", range.to())
            && text.startsWith("'", next)
            && text.substring(range.to(), next).matches("(?s).*[\\n\\r].*");
    return continues ? addStrings(text, next, found) : range.to();
  }

  /** Adds each string up to the end of the statement, or of the string that it is in. */
  private static int addStrings(String text, int from, List<Range> found) {
    int at = from;
    while (at < text.length() && text.charAt(at) != ';' && text.charAt(at) != '$') {
      if (text.charAt(at) == '\'') {
        Range range = quoted(text, at + 1, (text.charAt(at - 1) | 0x20) == 'e');
        if (range.to() > range.from()) {
          found.add(range);
        }
        at = range.to();
      }
      at++;
    }
    return at - 1;
  }

  /** What follows the word; null where that is no value. */
  private static Range value(String text, int after) {
    int at = blanks(text, after);
    if (at < text.length() && text.charAt(at) == '=') {
      return ofConnectionString(text, blanks(text, at + 1));
    }
    if (at == after && !startsWithQuote(text, at)) {
      return null;
    }
    boolean escapes = at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E');
    if (escapes) {
      at++;
    } else if (text.regionMatches(true, at, "u&", 0, 2)) {
      at += 2;
    }
    if (isInsideOfString(text, at)) {
      int end = text.indexOf("''", at + 2);
      return new Range(at + 2, end < 0 ? text.length() : end);
    }
    if (at < text.length() && text.charAt(at) == '\'') {
      return quoted(text, at + 1, escapes);
    }
    return at < text.length() && text.charAt(at) == '$' ? dollars(text, at) : null;
  }

  /** Two quotes and then a value: the SQL is itself a string, such as one that is executed. */
  private static boolean isInsideOfString(String text, int at) {
    return text.startsWith("''", at)
        && at + 2 < text.length()
        && (Character.isLetterOrDigit(text.charAt(at + 2))
            || "_-.+/!#%&*@^~".indexOf(text.charAt(at + 2)) >= 0);
  }

  private static boolean startsWithQuote(String text, int at) {
    return at < text.length() && (text.charAt(at) == '\'' || text.charAt(at) == '$');
  }

  private static int blanks(String text, int from) {
    int at = from;
    while (at < text.length()) {
      if (Character.isWhitespace(text.charAt(at))) {
        at++;
      } else if (text.startsWith("--", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", at)) {
        int end = text.indexOf("*/", at + 2);
        at = end < 0 ? text.length() : end + 2;
      } else {
        break;
      }
    }
    return at;
  }

  /** One that does not end is hidden to the end. */
  private static Range quoted(String text, int from, boolean escapes) {
    int at = from;
    while (at < text.length()) {
      char c = text.charAt(at);
      boolean doubled = c == '\'' && at + 1 < text.length() && text.charAt(at + 1) == '\'';
      if (c == '\'' && !doubled) {
        break;
      }
      at += doubled || (escapes && c == '\\') ? 2 : 1;
    }
    return new Range(from, Math.min(at, text.length()));
  }

  private static Range dollars(String text, int at) {
    int tagEnd = text.indexOf('$', at + 1);
    if (tagEnd < 0) {
      return null;
    }
    String tag = text.substring(at, tagEnd + 1);
    int end = text.indexOf(tag, tagEnd + 1);
    return new Range(tagEnd + 1, end < 0 ? text.length() : end);
  }

  private static Range ofConnectionString(String text, int from) {
    if (text.startsWith("''", from)) {
      int end = text.indexOf("''", from + 2);
      return new Range(from + 2, end < 0 ? text.length() : end);
    }
    int at = from;
    while (at < text.length()
        && !Character.isWhitespace(text.charAt(at))
        && text.charAt(at) != '\''
        && text.charAt(at) != '"') {
      at++;
    }
    return new Range(from, at);
  }

  /** A URL without its password, wherever it was typed. */
  public static String masked(String text) {
    StringBuilder out = null;
    int copied = 0;
    int at = text.indexOf("://");
    while (at >= 0) {
      int next = at + 3;
      int colon = endOfUrl(text, at + 3, ":/@\"");
      if (colon < text.length() && text.charAt(colon) == ':') {
        int word = endOfUrl(text, colon, "\"");
        int host = word - 1;
        while (host > colon && text.charAt(host) != '@') {
          host--;
        }
        if (host > colon) {
          out = out == null ? new StringBuilder() : out;
          out.append(text, copied, colon + 1).append("****");
          copied = host;
        }
        // What else begins in this word has the same end, and is hidden or has no password.
        next = word;
      }
      at = text.indexOf("://", next);
    }
    String shown = out == null ? text : out.append(text, copied, text.length()).toString();
    return shown.contains("assword=") ? PARAMETER.matcher(shown).replaceAll("$1****") : shown;
  }

  private static int endOfUrl(String text, int from, String marks) {
    int at = from;
    while (at < text.length()
        && marks.indexOf(text.charAt(at)) < 0
        && !Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }
}
