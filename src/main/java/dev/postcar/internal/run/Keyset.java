package dev.postcar.internal.run;

import dev.postcar.internal.sql.Quote;
import dev.postcar.internal.sql.SqlScript;
import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A round of a statement that says {@code id > :after}: it begins after the last key of the round
 * before, so that no row is looked at twice.
 */
final class Keyset {

  static final String NAME = "(?:\"(?:[^\"]|\"\")+\"|[\\p{L}_][\\p{L}\\w$]*)";

  static final Pattern AFTER =
      Pattern.compile("(" + NAME + "(?:\\s*\\.\\s*" + NAME + ")*)\\s*>\\s*:after\\b");

  private static final Pattern MARK = Pattern.compile("(?<!:):after\\b");

  private final String sql;
  private final KeyWindow window;

  private Keyset(String sql, KeyWindow window) {
    this.sql = sql;
    this.window = window;
  }

  /**
   * Reads a statement.
   *
   * @param sql one statement, without its semicolon
   * @return null for one that has no {@code :after}
   * @throws IllegalArgumentException if it is not as a round by key is written
   */
  static Keyset of(String sql) {
    BitSet quoted = SqlScript.quoted(sql);
    long marks = MARK.matcher(sql).results().filter(m -> !quoted.get(m.start())).count();
    if (marks == 0) {
      return null;
    }
    long keys = AFTER.matcher(sql).results().filter(m -> !quoted.get(m.end() - 1)).count();
    KeyWindow window = marks == 1 && keys == 1 ? KeyWindow.of(sql) : null;
    if (window == null) {
      throw new IllegalArgumentException(
          "a statement with :after ends with \"where key in (select key from table where key > :after"
              + " order by key limit 1000) returning key\"; other conditions go into the"
              + " parentheses. Not: "
              + sql);
    }
    return new Keyset(sql, window);
  }

  KeyWindow window() {
    return window;
  }

  /** The same statement, whatever its limit is. */
  static String withoutLimit(String sql) {
    return SqlScript.canonical(sql).replaceAll("(?i)\\blimit \\d+", "limit");
  }

  /**
   * One round, as a query for the number of its rows and the last key.
   *
   * @param last the last key before, as text; null in the first round
   */
  String round(String last) {
    BitSet quoted = SqlScript.quoted(sql);
    // As a literal without a type it takes that of the column.
    String from =
        last == null ? "$1 is not null" : "$1 > " + Matcher.quoteReplacement(Quote.literal(last));
    StringBuilder text = new StringBuilder();
    Matcher matcher = AFTER.matcher(sql);
    while (matcher.find()) {
      boolean inText = quoted.get(matcher.end() - 1);
      matcher.appendReplacement(text, inText ? Matcher.quoteReplacement(matcher.group()) : from);
    }
    matcher.appendTail(text);
    return """
    with postcar_round (key) as (
    %s
    )
    select pg_catalog.count(*) over (), key::pg_catalog.text from postcar_round r order by r.key desc limit 1"""
        .formatted(text);
  }
}
