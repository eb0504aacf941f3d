package dev.postcar.sql;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Passwords that stand in SQL: of {@code create role} and {@code alter role}, in the options of a
 * foreign server or user mapping, in a connection string.
 */
public final class PasswordLiteral {

  private static final Pattern LITERAL =
      Pattern.compile(
          "\\bpassword\\s+(?:e|u&)?'((?:[^'\\\\]|''|\\\\.)*)'"
              + "|\\bpassword\\s+\\$(\\w*)\\$(.*?)\\$\\2\\$"
              + "|\\bpassword\\s*=\\s*(?:''((?:[^'])*)''|([^\\s'\"]+))",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** What is shorter could be part of any word of a message. */
  private static final int SHORTEST = 4;

  private PasswordLiteral() {}

  /**
   * Tells whether there is one.
   *
   * @param sql may be null
   * @return false for null
   */
  public static boolean isIn(String sql) {
    return sql != null
        && sql.toLowerCase(Locale.ROOT).contains("password")
        && LITERAL.matcher(sql).find();
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
    if (text == null || !(isIn(text) || isIn(sql))) {
      return text;
    }
    StringBuilder hidden = new StringBuilder(text);
    Matcher own = LITERAL.matcher(text);
    while (own.find()) {
      int group = group(own);
      cover(hidden, own.start(group), own.end(group));
    }
    Matcher of = LITERAL.matcher(sql == null ? "" : sql);
    while (of.find()) {
      String secret = of.group(group(of));
      for (int at = hidden.indexOf(secret);
          secret.length() >= SHORTEST && at >= 0;
          at = hidden.indexOf(secret, at + 1)) {
        cover(hidden, at, at + secret.length());
      }
    }
    return hidden.toString();
  }

  private static int group(Matcher found) {
    for (int group : new int[] {1, 3, 4}) {
      if (found.group(group) != null) {
        return group;
      }
    }
    return 5;
  }

  private static void cover(StringBuilder text, int from, int to) {
    for (int i = from; i < to; i++) {
      text.setCharAt(i, '*');
    }
  }
}
