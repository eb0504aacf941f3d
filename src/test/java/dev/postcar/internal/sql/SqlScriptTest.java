package dev.postcar.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SqlScriptTest {

  private static List<String> texts(String sql) {
    return SqlScript.statements(sql).stream().map(Statement::text).toList();
  }

  @Test
  void statementsComeWithoutWhatSurroundsThem() {
    assertThat(texts(" -- a\n select 1 /* x */ ; /* b */\n select /* c */ 2 -- d\n"))
        .containsExactly("select 1", "select /* c */ 2");
  }

  @Test
  void offsetsAndLinesAreThoseOfTheWholeText() {
    String sql = "\r\n/* ü\n😀 */ select 1;\n\n  select\n2  ; ";
    assertThat(SqlScript.statements(sql))
        .containsExactly(
            new Statement("select 1", 13, 21, 3, List.of("select")),
            new Statement("select\n2", 26, 34, 5, List.of("select")));
  }

  @Test
  void aSemicolonInsideParenthesesDoesNotEndAStatement() {
    assertThat(texts("create rule r as on insert to t do (a; (b;); c); d"))
        .containsExactly("create rule r as on insert to t do (a; (b;); c)", "d");
  }

  @Test
  void aClosingParenthesisTooManyDoesNotOpenOne() {
    assertThat(texts("select 1); select 2")).containsExactly("select 1)", "select 2");
  }

  @Test
  void aDollarInsideANameOpensNoQuote() {
    assertThat(texts("select a$b$; select c$b$")).containsExactly("select a$b$", "select c$b$");
  }

  @Test
  void aParameterBeforeADollarQuoteIsNoPartOfIt() {
    assertThat(texts("select $1$$;$$; x")).containsExactly("select $1$$;$$", "x");
  }

  @Test
  void aLoneDollarIsNoQuote() {
    assertThat(texts("select $a ; select $ ; $")).containsExactly("select $a", "select $", "$");
  }

  @Test
  void endClosesABodyOnlyWhereAStatementOfItMayBegin() {
    String body = "begin atomic select case when a then 1 end; select 1 end; select t.end; end";
    assertThat(texts("create function f() returns int " + body + "; select 2"))
        .containsExactly("create function f() returns int " + body, "select 2");
  }

  @Test
  void versionsBefore15TakeAKeywordRightBehindANumber() {
    String function = "create function f() begin atomic select case when a then 1end; end";
    assertThat(texts(function + "; select 2")).containsExactly(function, "select 2");
  }

  @Test
  void onlyARoutineHasABody() {
    assertThat(texts("create view v as select * from begin atomic; end; begin; atomic"))
        .containsExactly("create view v as select * from begin atomic", "end", "begin", "atomic");
  }

  @Test
  void quotedKeywordsAreNames() {
    assertThat(texts("create function f() \"begin\" atomic; end; begin \"atomic\"; select 1"))
        .hasSize(4);
  }

  @Test
  void aBodyEndsOnce() {
    assertThat(texts("create procedure p() begin atomic end; begin; select 1; end")).hasSize(4);
  }

  @Test
  void wordsAreTheBareOnesOutsideParentheses() {
    assertThat(
            SqlScript.statements(
                    "CREATE /* x */ Unique INDEX concurrently \"On\" ON s.t(a, b) E'x' U&\"y\" 1e5")
                .get(0)
                .words())
        .containsExactly("create", "unique", "index", "concurrently", "on", "s", "t");
    assertThat(SqlScript.statements("a b c d e f g h i j").get(0).words()).hasSize(8);
  }

  @Test
  void wordsFoldAsciiLettersOnly() {
    // The Kelvin sign becomes a k in Unicode, but ROLLBACK with it is no key word to the server.
    assertThat(SqlScript.statements("ROLLBAC\u212A").get(0).words())
        .containsExactly("rollbac\u212A");
  }

  static Stream<Arguments> unterminated() {
    return Stream.of(
        Arguments.of("select 1;\n select 'a", "unterminated string '", 18, 2, 9),
        Arguments.of("select 'a''", "unterminated string '", 7, 1, 8),
        Arguments.of("select E'a\\'", "unterminated string '", 8, 1, 9),
        Arguments.of("select E'a\\", "unterminated string '", 8, 1, 9),
        Arguments.of("select U&'a\\", "unterminated string '", 9, 1, 10),
        Arguments.of("\r\nselect\r\"a", "unterminated quoted identifier \"", 9, 3, 1),
        Arguments.of("-- 😀\n/*😀*/ \"a\"\"", "unterminated quoted identifier \"", 13, 2, 7),
        Arguments.of("do $a$ $$ $b$", "unterminated dollar quote $a$", 3, 1, 4),
        Arguments.of("do $$ $a$ $", "unterminated dollar quote $$", 3, 1, 4),
        Arguments.of("a /* /* */", "unterminated comment /*", 2, 1, 3),
        Arguments.of("a /*/", "unterminated comment /*", 2, 1, 3));
  }

  @ParameterizedTest
  @MethodSource("unterminated")
  void whatIsNeverClosedIsReportedWhereItOpens(
      String sql, String problem, long offset, long line, long column) {
    SqlSyntaxException error =
        catchThrowableOfType(SqlSyntaxException.class, () -> SqlScript.statements(sql));
    assertThat(error.problem()).isEqualTo(problem);
    assertThat(error.offset()).isEqualTo(offset);
    assertThat(error.line()).isEqualTo(line);
    assertThat(error.column()).isEqualTo(column);
    assertThat(error).hasMessage(problem + " (line %d, column %d)", line, column);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ";", "--", "-- x", "/**/", ";;\n;--\n/*;*/;"})
  void nothingButCommentsIsNoStatement(String sql) {
    assertThat(SqlScript.statements(sql)).isEmpty();
  }

  @Test
  void aHundredThousandStatementsAreCutInOneGo() {
    String sql =
        Stream.generate(() -> "insert into t values ('a;b', $x$;$x$)")
            .limit(100_000)
            .collect(Collectors.joining(";\n"));
    assertThat(SqlScript.statements(sql)).hasSize(100_000);
  }

  @Test
  void nestingIsNotLimitedByTheStack() {
    int depth = 200_000;
    assertThat(SqlScript.statements("/*".repeat(depth) + "*/".repeat(depth) + "select 1"))
        .hasSize(1);
    assertThat(SqlScript.statements("(".repeat(depth) + ";" + ")".repeat(depth) + ";b")).hasSize(2);
  }
}
