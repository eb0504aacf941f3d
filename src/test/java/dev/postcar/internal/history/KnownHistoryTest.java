package dev.postcar.internal.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** However the history changes, the second reading is what a whole one says. */
final class KnownHistoryTest {

  private static final String INSERT =
      "insert into _postcar.migration (id, package, name, sequence, state, postcar_version, attempt)"
          + " overriding system value values (%d, 'shop', '%s', 1, '%s', '1', gen_random_uuid())";

  @Test
  void theSecondReadingIsWhatAWholeOneSays() throws SQLException {
    List<String> changes =
        List.of(
            INSERT.formatted(1, "M0001_A", "applied"),
            INSERT.formatted(2, "M0002_B", "applied"),
            INSERT.formatted(3, "M0003_C", "applied"),
            "update _postcar.migration set state = 'reverted', reverted_at = now() where id = 3",
            INSERT.formatted(4, "M0003_C", "applied"),
            "begin; delete from _postcar.migration; rollback",
            "select 1",
            "insert into _postcar.statement (migration, direction, number, state, sql)"
                + " values (2, 'forward', 1, 'done', '')",
            "update _postcar.migration set duration_ms = 3 where id = 1",
            "update _postcar.statement set number = 2",
            "delete from _postcar.statement",
            "delete from _postcar.migration where id = 1",
            "delete from _postcar.migration where id = 4",
            "delete from _postcar.migration where id = 2; "
                + INSERT.formatted(2, "M0004_D", "applied"),
            "update _postcar.version set generation = generation + 1",
            "vacuum freeze _postcar.migration",
            INSERT.formatted(9, "M0005_E", "skipped"),
            "delete from _postcar.migration");
    try (TestDatabase database = new TestDatabase();
        Connection reader =
            DriverManager.getConnection(database.url() + "&preferQueryMode=simple")) {
      database.execute(
          HistorySchema.upgrade("_postcar", HistoryVersion.NONE, HistorySchema.CURRENT));
      History history = new History("_postcar");
      KnownHistory known = new KnownHistory();
      for (String change : changes) {
        database.execute(change);
        assertThat(history.read(reader, true, true, "begin;", "commit", known))
            .as(change)
            .isEqualTo(history.read(reader, true, true, "begin;", "commit", null));
      }
    }
  }
}
