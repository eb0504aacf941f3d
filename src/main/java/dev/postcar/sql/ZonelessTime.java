package dev.postcar.sql;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
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

  private record Token(long line, Lexer.Kind kind, String text) {}

  /**
   * Finds them. One that says that it has no zone is meant so: {@code timestamp '…'}, {@code
   * '…'::timestamp}, {@code '…' at time zone}.
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

  private static List<Token> tokens(String sql) {
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

  private static boolean isTyped(List<Token> tokens, int at) {
    return is(tokens, at - 1, "timestamp")
        || is(tokens, at - 4, "timestamp", "without", "time", "zone")
        || is(tokens, at + 1, "at", "time", "zone")
        || (is(tokens, at + 1, ":", ":", "timestamp") && !is(tokens, at + 4, "with"))
        || (is(tokens, at + 1, "as", "timestamp") && !is(tokens, at + 3, "with"));
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
