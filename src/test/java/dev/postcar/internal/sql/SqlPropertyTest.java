package dev.postcar.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;

/** Random texts; a failing one is named by its seed, which {@link #random} then takes. */
final class SqlPropertyTest {

  private static final String[] SPACES = {
    " ", "\n", "\t ", "\r\n", "/* ; ' */", "/*/* $$ */*/", " -- ; '\n", "--\r", "\f"
  };
  private static final String[] TOKENS = {
    "select",
    "a$b$",
    "\"x;\"\"  y\"",
    "'a;''  b\\'",
    "E'a\\';  b'",
    "U&'d;'",
    "B'01'",
    "$$;  '$$",
    "$t$ $$;\"  $u$ $t$",
    "$1",
    "1.5e10",
    "größe",
    "begin",
    "atomic",
    "end",
    "case",
    "(",
    ")",
    "->",
    "::",
    "?",
    "@>",
    ",",
    "=",
    "$ü$;$ü$",
    "create",
    "function",
    "😀"
  };
  private static final String[] SCRAPS = {
    "'",
    "\"",
    "$",
    "$$",
    "$a$",
    "\\",
    "/*",
    "*/",
    "--",
    "\n",
    " ",
    "  ",
    "E'",
    "e",
    "U&",
    ";",
    "a",
    "(",
    ")",
    "1",
    "-",
    "/",
    "*",
    "\r",
    "é",
    "begin atomic ",
    "end",
    "create function ",
    "''",
    "N'"
  };

  private long seed;

  private Random random() {
    seed = System.nanoTime();
    return new Random(seed);
  }

  private static String any(Random random, String... choice) {
    return choice[random.nextInt(choice.length)];
  }

  private static String gap(Random random) {
    StringBuilder gap = new StringBuilder(any(random, SPACES));
    while (random.nextInt(3) == 0) {
      gap.append(any(random, SPACES));
    }
    return gap.toString();
  }

  @RepeatedTest(300)
  void formattingOutsideQuotesDoesNotChangeTheCanonicalForm() {
    Random random = random();
    StringBuilder one = new StringBuilder();
    StringBuilder other = new StringBuilder();
    String expected = "";
    for (int i = random.nextInt(30); i > 0; i--) {
      String token = any(random, TOKENS);
      one.append(gap(random)).append(token);
      other.append(gap(random)).append(token);
      expected += (expected.isEmpty() ? "" : " ") + token;
      if (token.startsWith("E'")) {
        // A string next to it would be a piece of it, escapes and all.
        one.append(" ,");
        other.append("/**/,");
        expected += " ,";
      }
    }
    assertThat(SqlScript.canonical(one.toString())).as("seed %d", seed).isEqualTo(expected);
    assertThat(SqlScript.canonical(other.toString())).as("seed %d", seed).isEqualTo(expected);
  }

  @RepeatedTest(300)
  void wholeTokensBetweenSemicolonsMakeOneStatementEach() {
    Random random = random();
    List<String> expected = new ArrayList<>();
    StringBuilder sql = new StringBuilder();
    for (int i = random.nextInt(20); i > 0; i--) {
      StringBuilder statement = new StringBuilder();
      for (int j = random.nextInt(6); j > 0; j--) {
        String token = any(random, TOKENS);
        token = token.equals("(") || token.equals(")") || token.startsWith("E'") ? "(;)" : token;
        token = token.equals("function") ? "view" : token;
        statement.append(statement.length() == 0 ? "" : gap(random)).append(token);
      }
      if (statement.length() > 0) {
        expected.add(statement.toString());
      }
      sql.append(gap(random)).append(statement).append(gap(random)).append(';');
    }
    assertThat(SqlScript.statements(sql.toString()).stream().map(Statement::text))
        .as("seed %d: %s", seed, sql)
        .isEqualTo(expected);
  }

  @RepeatedTest(3000)
  void anyTextHasACanonicalFormThatIsCanonicalItself() {
    Random random = random();
    StringBuilder sql = new StringBuilder();
    for (int i = random.nextInt(25); i > 0; i--) {
      sql.append(any(random, SCRAPS));
    }
    String canonical = SqlScript.canonical(sql.toString());
    assertThat(SqlScript.canonical(canonical)).as("seed %d: %s", seed, sql).isEqualTo(canonical);
    assertThat(outcome(canonical)).as("seed %d: %s", seed, sql).isEqualTo(outcome(sql.toString()));
  }

  /** The canonical statements, or what is not closed. */
  private static List<String> outcome(String sql) {
    try {
      return SqlScript.statements(sql).stream()
          .map(statement -> SqlScript.canonical(statement.text()))
          .toList();
    } catch (SqlSyntaxException e) {
      return List.of(e.problem(), SqlScript.canonical(sql.substring((int) e.offset())));
    }
  }
}
