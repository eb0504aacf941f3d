package dev.postcar.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SqlCorpusTest {

  static List<Snippet> snippets() throws Exception {
    return Snippet.all();
  }

  @Test
  void theCorpusIsThere() throws Exception {
    assertThat(snippets()).hasSizeGreaterThanOrEqualTo(60);
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void findsAsManyStatementsAsAServerExecutes(Snippet snippet) {
    assertThat(SqlScript.statements(snippet.sql())).hasSize(snippet.statements());
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void theSizeOfTheBufferChangesNothing(Snippet snippet) {
    List<Statement> expected = SqlScript.statements(snippet.sql());
    for (int size = 1; size <= 65; size++) {
      List<Statement> found = new ArrayList<>();
      SqlReader reader = new SqlReader(new StringReader(snippet.sql()), size, false);
      for (Statement next = reader.next(); next != null; next = reader.next()) {
        found.add(next);
      }
      assertThat(found).as("buffer of %d", size).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void aStatementIsThePieceOfTheTextBetweenItsOffsets(Snippet snippet) {
    for (Statement statement : SqlScript.statements(snippet.sql())) {
      assertThat(snippet.sql().substring((int) statement.start(), (int) statement.end()))
          .isEqualTo(statement.text());
      assertThat(Position.at(snippet.sql(), statement.start()).line())
          .isEqualTo((int) statement.line());
    }
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void theCanonicalFormIsCanonicalAndHasAsManyStatements(Snippet snippet) {
    String canonical = SqlScript.canonical(snippet.sql());
    assertThat(SqlScript.canonical(canonical)).isEqualTo(canonical);
    assertThat(SqlScript.statements(canonical)).hasSize(snippet.statements());
  }
}
