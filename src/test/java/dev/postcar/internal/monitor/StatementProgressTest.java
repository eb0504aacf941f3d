package dev.postcar.internal.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.Event;
import dev.postcar.MigrationId;
import dev.postcar.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How far the server is with what takes long. */
final class StatementProgressTest {

  private static final MigrationId ID = new MigrationId("app", "M0001_Slow");

  /** Slow enough to be looked at a few times: each row is hashed again and again. */
  private static final String SLOW =
      """
      create function slow(text) returns text immutable strict parallel unsafe language plpgsql as $$
        begin for i in 1..400 loop $1 := md5($1); end loop; return $1; end $$""";

  private final TestDatabase database = new TestDatabase();
  private final List<Event> seen = new CopyOnWriteArrayList<>();

  @BeforeEach
  void big() {
    database.execute(SLOW);
    database.execute(
        "create table big as select g, md5(g::text) as h from generate_series(1, 12000) g");
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private void watched(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
      row.next();
      StallDetector silence = new StallDetector(Duration.ofMinutes(1), true, said -> {}, () -> {});
      try (Watch watch =
          new Watch(
              database::connect, row.getInt(1), seen::add, silence, Duration.ofMillis(300), 1)) {
        watch.begin(Map.of(ID, sql));
        statement.execute(sql);
        watch.end();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "create index big_h on big (slow(h))                   | create index big_h",
        "create unique index concurrently \"Big\" on big (slow(h)) | create index \"Big\"",
        "create index on big (slow(h))                         | create index on public.big",
      })
  void anIndexBuildHasItsNameOrItsTable(String sql, String doing) throws Exception {
    watched(sql);
    assertThat(progress())
        .anyMatch(
            one ->
                one.doing().equals(doing)
                    && one.unit().equals("blocks")
                    && one.phase().equals("scanning table")
                    && one.done() > 0
                    && one.done() < one.total()
                    && one.elapsedMs() > 0)
        .anyMatch(one -> one.remainingMs() >= 0);
  }

  @Test
  void anAnalyzeWithASlowExpressionCountsItsSample() throws Exception {
    database.execute("create index big_h on big (slow(h))");
    watched("analyze big");
    assertThat(progress()).anyMatch(one -> one.doing().equals("analyze public.big"));
  }

  @ParameterizedTest
  @CsvSource({
    "vacuum full big, vacuum full public.big",
    "cluster big using big_g, cluster public.big"
  })
  void aRewriteSaysWhatItWrites(String sql, String doing) throws Exception {
    database.execute("create index big_g on big (g)");
    database.execute("create index big_h on big (slow(h))");
    watched(sql);
    assertThat(progress()).anyMatch(one -> one.doing().equals(doing));
  }

  @Test
  void aServerWithoutOneOfTheViewsShowsThatItRuns() throws Exception {
    database.execute(
        "set allow_system_table_mods = on;"
            + " alter view pg_catalog.pg_stat_progress_cluster rename to gone");
    watched("create index big_h on big (slow(h))");
    assertThat(progress())
        .isNotEmpty()
        .allMatch(one -> one.doing().equals("running") && one.id().equals(ID));
  }

  private List<Event.Progress> progress() {
    // Autovacuum may be in the way for a moment.
    return seen.stream()
        .filter(Event.Progress.class::isInstance)
        .map(Event.Progress.class::cast)
        .toList();
  }
}
