package dev.postcar.internal.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.internal.report.Json;
import dev.postcar.internal.report.StatsText;
import dev.postcar.result.TableStats;
import dev.postcar.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** What is read of a target's tables. */
final class TargetStatsServerTest {

  @Test
  void sizesAndRowsAreReadAndPartitionsCountForTheWhole() throws SQLException {
    try (TestDatabase database = new TestDatabase()) {
      database.execute(
          """
          create table big (id int, text text);
          insert into big select i, repeat('x', 100) from generate_series(1, 10000) i;
          create schema shop;
          create table shop."Odd" (id int);
          create table p (id int) partition by range (id);
          create table p1 partition of p for values from (0) to (1000);
          insert into p select i from generate_series(0, 999) i;
          analyze big; analyze p1;
          """);
      TableStats stats;
      try (Connection connection = database.connect()) {
        stats = TargetStats.of(connection);
        assertThat(connection.getAutoCommit()).isTrue();
      }
      assertThat(stats.tables())
          .extracting(TableStats.Table::relation)
          .containsExactlyInAnyOrder("big", "p", "p1", "shop.\"Odd\"");
      assertThat(stats.tables().get(0).relation()).isEqualTo("big");
      assertThat(stats.of("big").orElseThrow().rows()).isEqualTo(10_000);
      assertThat(stats.of("big").orElseThrow().bytes()).isGreaterThan(1_000_000);
      assertThat(stats.of("p").orElseThrow().rows()).isEqualTo(1_000);
      assertThat(stats.of("p").orElseThrow().bytes())
          .isEqualTo(stats.of("p1").orElseThrow().bytes());
    }
  }

  @Test
  void columnsAreReadWithoutTheirValuesAndComeBackFromAFile() throws SQLException {
    try (TestDatabase database = new TestDatabase()) {
      database.execute(
          """
          create table t (id int, kind text, note text);
          insert into t select i, 'secret' || i % 3, case when i % 4 = 0 then 'n' end
          from generate_series(1, 1000) i;
          analyze t;
          """);
      TableStats stats;
      try (Connection connection = database.connect()) {
        stats = TargetStats.of(connection);
      }
      TableStats.Table table = stats.of("t").orElseThrow();
      assertThat(table.column("id")).contains(new TableStats.Column("id", 4, 1_000, 0));
      assertThat(table.column("kind")).contains(new TableStats.Column("kind", 8, 3, 0));
      assertThat(table.column("note")).contains(new TableStats.Column("note", 2, 1, 750));
      String file = Json.document(stats);
      assertThat(file).doesNotContain("secret");
      assertThat(StatsText.parse(file, "sizes.json")).isEqualTo(stats);
    }
  }

  @Test
  void aFileOfAnOlderVersionHasNoColumns() {
    String old = "{\"tables\": [{\"relation\": \"t\", \"bytes\": 1, \"rows\": 2}]}";
    TableStats.Table table = StatsText.parse(old, "old.json").of("t").orElseThrow();
    assertThat(table).isEqualTo(new TableStats.Table("t", 1, 2, 0, 0));
    assertThat(table.columns()).isEmpty();
  }
}
