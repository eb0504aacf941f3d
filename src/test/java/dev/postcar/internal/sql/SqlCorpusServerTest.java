package dev.postcar.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.postcar.testing.TestServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.core.Field;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.Tuple;
import org.postgresql.jdbc.PgConnection;

/** The lexer against the only one that is right: the server's. */
final class SqlCorpusServerTest {

  static List<Snippet> snippets() throws Exception {
    return Snippet.all();
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void aServerExecutesAsManyStatementsAsAreFound(Snippet snippet) throws Exception {
    Properties raw = new Properties();
    // The driver then sends the text as it is, and the server cuts it up.
    raw.setProperty("preferQueryMode", "simple");
    try (Connection connection = DriverManager.getConnection(TestServer.url(), raw)) {
      assumeThat(connection.getMetaData().getDatabaseMajorVersion())
          .isGreaterThanOrEqualTo(snippet.since());
      execute(connection, "create schema sql_corpus");
      try {
        execute(connection, "set search_path to sql_corpus");
        assertThat(execute(connection, snippet.sql()))
            .isEqualTo(SqlScript.statements(snippet.sql()).size());
      } finally {
        execute(connection, "rollback");
        execute(connection, "drop schema sql_corpus cascade");
      }
    }
  }

  /** Returns how many commands the server completed. */
  private static int execute(Connection connection, String sql) throws SQLException {
    QueryExecutor executor = connection.unwrap(PgConnection.class).getQueryExecutor();
    Counter counter = new Counter();
    executor.execute(
        executor.createQuery(sql, false, false).query,
        null,
        counter,
        0,
        0,
        QueryExecutor.QUERY_EXECUTE_AS_SIMPLE | QueryExecutor.QUERY_SUPPRESS_BEGIN);
    return counter.completed;
  }

  private static final class Counter extends ResultHandlerBase {
    private int completed;

    @Override
    public void handleResultRows(
        Query query, Field[] fields, List<Tuple> tuples, ResultCursor cursor) {
      completed++;
    }

    @Override
    public void handleCommandStatus(String status, long updateCount, long insertOid) {
      // The driver's name for the server's EmptyQueryResponse: nothing was in the whole text.
      completed += status.equals("EMPTY") ? 0 : 1;
    }

    @Override
    public void handleWarning(SQLWarning warning) {
      // Notices of dropped objects are expected.
    }
  }
}
