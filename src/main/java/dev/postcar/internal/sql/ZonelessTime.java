package dev.postcar.internal.sql;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A literal of a date and time without a zone: the session's decides, where it becomes a {@code
 * timestamptz}.
 *
 * @param line in the SQL, counted from 1
 * @param literal as it is written, with its quotes
 */
public record ZonelessTime(long line, String literal) {

  private static final Pattern FORM =
      Pattern.compile(
          "'\\s*\\d{4}-\\d{1,2}-\\d{1,2}[ T]+\\d{1,2}:\\d{2}(:\\d{2}([.,]\\d+)?)?\\s*'");

  private static final Set<String> ZONELESS =
      Set.of(
          ("timestamp date time text varchar char character bpchar citext name json jsonb"
                  + " bytea tsrange daterange")
              .split(" ", -1));

  record Token(long line, Lexer.Kind kind, String text) {}

  /**
   * Finds them. One that says that it has no zone is meant so: {@code timestamp '…'}, {@code
   * '…'::date}, {@code timestamp default '…'}, {@code '…' at time zone}.
   *
   * @param sql not null; what is quoted by dollars is not looked into
   * @return in order
   */
  public static List<ZonelessTime> in(String sql) {
    List<Token> tokens = tokens(sql);
    List<ZonelessTime> found = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.kind() == Lexer.Kind.STRING
          && FORM.matcher(token.text()).matches()
          && !isTyped(tokens, i)) {
        found.add(new ZonelessTime(token.line(), token.text()));
      }
    }
    return found;
  }

  static List<Token> tokens(String sql) {
    List<Token> tokens = new ArrayList<>();
    Lexer lexer = new Lexer(new StringReader(sql), 1 << 10);
    for (Lexer.Kind kind = lexer.next(); kind != Lexer.Kind.END; kind = lexer.next()) {
      if (kind != Lexer.Kind.SPACE && kind != Lexer.Kind.COMMENT) {
        boolean word = kind == Lexer.Kind.WORD;
        tokens.add(new Token(lexer.line(), kind, word ? lexer.lowerCase() : lexer.text()));
      }
    }
    return tokens;
  }

  /** It has a type next to it that has no zone, whichever way; or it is a comment's text. */
  private static boolean isTyped(List<Token> tokens, int at) {
    int before = at - 1;
    if (is(tokens, before, "default")) {
      before -= is(tokens, before - 2, "not", "null") ? 3 : 1;
    }
    before -= is(tokens, before - 2, "without", "time", "zone") ? 3 : 0;
    before -= is(tokens, before, ")") && is(tokens, before - 2, "(") ? 3 : 0;
    int after = is(tokens, at + 1, ":", ":") ? at + 3 : is(tokens, at + 1, "as") ? at + 2 : -1;
    int rest = after < 0 ? -1 : is(tokens, after + 1, "(") ? after + 4 : after + 1;
    return isZoneless(tokens, before)
        || is(tokens, at - 1, "is")
        || is(tokens, at + 1, "at", "time", "zone")
        || (isZoneless(tokens, after) && !is(tokens, rest, "with", "time"));
  }

  private static boolean isZoneless(List<Token> tokens, int at) {
    return at >= 0 && at < tokens.size() && ZONELESS.contains(tokens.get(at).text());
  }

  private static boolean is(List<Token> tokens, int from, String... texts) {
    for (int i = 0; i < texts.length; i++) {
      int at = from + i;
      if (at < 0 || at >= tokens.size() || !tokens.get(at).text().equals(texts[i])) {
        return false;
      }
    }
    return true;
  }
}
