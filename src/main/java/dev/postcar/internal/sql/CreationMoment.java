package dev.postcar.internal.sql;

import dev.postcar.internal.sql.ZonelessTime.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A literal such as {@code 'now'} in a definition: the server makes it the moment of the creation,
 * not of the use (documentation section 8.5.1.4).
 *
 * @param line in the SQL, counted from 1
 * @param literal as it is written, with its quotes
 */
public record CreationMoment(long line, String literal) {

  private static final Set<String> MOMENTS = Set.of("now", "today", "tomorrow", "yesterday");

  /** The last words of the types that take them. */
  private static final Set<String> TYPES =
      Set.of("timestamp", "timestamptz", "date", "time", "timetz", "zone");

  /**
   * Finds them where something is created or altered, in order.
   *
   * @param sql not null; what is quoted by dollars is not looked into
   */
  public static List<CreationMoment> in(String sql) {
    List<Token> tokens = ZonelessTime.tokens(sql);
    List<CreationMoment> found = new ArrayList<>();
    boolean defines = false;
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (i == 0 || text(tokens, i - 1).equals(";")) {
        defines = token.text().equals("create") || token.text().equals("alter");
      }
      String bare = token.text().replaceAll("^'\\s*|\\s*'$", "").toLowerCase(Locale.ROOT);
      if (defines
          && token.kind() == Lexer.Kind.STRING
          && MOMENTS.contains(bare)
          && isTime(tokens, i)) {
        found.add(new CreationMoment(token.line(), token.text()));
      }
    }
    return found;
  }

  private static boolean isTime(List<Token> tokens, int at) {
    boolean preset = text(tokens, at - 1).equals("default");
    int type = preset ? at - 2 : at - 1;
    type -= preset && text(tokens, type).equals("null") ? 2 : 0;
    type -= text(tokens, type).equals(")") ? 3 : 0;
    int cast = text(tokens, at + 1).equals("as") ? at + 2 : at + 3;
    boolean isCast = cast == at + 2 || text(tokens, at + 1).equals(":");
    return TYPES.contains(text(tokens, type))
        || (preset && text(tokens, at - 2).equals("set"))
        || (isCast && TYPES.contains(text(tokens, cast)));
  }

  private static String text(List<Token> tokens, int at) {
    return at < 0 || at >= tokens.size() ? "" : tokens.get(at).text();
  }
}
