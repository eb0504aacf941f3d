package dev.postcar.internal.sampledata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.postcar.Event;
import dev.postcar.Postcar;
import dev.postcar.Reporter;
import dev.postcar.result.TableStats;
import dev.postcar.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Rows by constraints and types, looked at in a real server. */
final class SampleDataServerTest {

  private static final Path CORPUS = Path.of("src/test/resources/sampledata/corpus.sql");
  private static final Path SHOP = Path.of("src/test/resources/sampledata/shop.sql");
  private static final Pattern TABLE =
      Pattern.compile("create (?:unlogged )?table (\"(?:[^\"]|\"\")+\"|[\\w.]+) (?!partition of)");

  private static SampleResult fill(TestDatabase database, TableStats sizes, long rows, long seed) {
    try (Connection connection = database.connect()) {
      SampleResult result = SampleData.fill(connection, sizes, rows, seed, Reporter.SILENT);
      assertThat(connection.getAutoCommit()).isTrue();
      return result;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SampleResult fill(TestDatabase database, long rows) {
    return fill(database, TableStats.UNKNOWN, rows, 1);
  }

  private static String digest(TestDatabase database) {
    List<String> all = new ArrayList<>();
    for (String table :
        database.rows(
            "select oid::regclass from pg_class where relkind = 'r'"
                + " and relnamespace = 'public'::regnamespace order by 1")) {
      all.add(
          table
              + " "
              + database.value(
                  "select md5(string_agg(t::text, ',' order by t::text)) from " + table + " t"));
    }
    return String.join("\n", all);
  }

  @Test
  void everyTableOfTheCorpusIsFilledOrItIsSaidWhyNot() throws IOException {
    List<String> problems = new ArrayList<>();
    try (TestDatabase database = new TestDatabase()) {
      String corpus = Files.readString(CORPUS);
      database.execute(corpus);
      SampleResult result = fill(database, 1_000);
      List<String> expectedOut = new ArrayList<>();
      String table = null;
      long wanted = 1_000;
      for (String line : (corpus + "\ncreate table last (").lines().toList()) {
        Matcher created = TABLE.matcher(line);
        if (created.lookingAt()) {
          if (table != null) {
            String count = database.value("select count(*) from " + only(database, table) + table);
            if (!count.equals(String.valueOf(wanted))) {
              problems.add(table + ": " + count + " rows");
            }
          }
          table = created.group(1);
          wanted = 1_000;
        } else if (line.startsWith("-- rows: ")) {
          wanted = Long.parseLong(line.substring(9));
        } else if (line.startsWith("-- out: ")) {
          expectedOut.add(table + ": " + line.substring(8));
        } else if (line.startsWith("-- see: ")
            && !database.value("select " + line.substring(8)).equals("t")) {
          problems.add(line);
        }
      }
      for (SampleResult.LeftOut out : result.leftOut()) {
        String text = out.relation() + ": " + out.reason();
        if (expectedOut.stream().noneMatch(text::startsWith)) {
          problems.add("left out: " + text);
        }
      }
      for (String expected : expectedOut) {
        if (result.leftOut().stream()
            .noneMatch(out -> (out.relation() + ": " + out.reason()).startsWith(expected))) {
          problems.add("not left out: " + expected);
        }
      }
      assertThat(problems).isEmpty();
      assertThat(result.tables()).hasSizeGreaterThan(60);
      assertThat(result.tables())
          .filteredOn(one -> one.relation().equals("with_rows"))
          .extracting(SampleResult.Table::rows, SampleResult.Table::existing)
          .containsExactly(tuple(998L, 2L));
    }
  }

  private static String only(TestDatabase database, String table) {
    return database.value(
        "select case relkind when 'p' then '' else 'only ' end from pg_class where oid = '"
            + table
            + "'::regclass");
  }

  @Test
  void aShopOfThirtyTablesIsFilledWhole() throws IOException {
    try (TestDatabase database = new TestDatabase()) {
      database.execute(Files.readString(SHOP));
      SampleResult result = fill(database, 1_000);
      assertThat(result.leftOut())
          .containsExactly(
              new SampleResult.LeftOut(
                  "country", "only 676 of 1,000 rows: the key (code) has only 676 values"));
      assertThat(result.tables()).hasSize(30);
      assertThat(result.tables())
          .filteredOn(table -> !table.relation().equals("country"))
          .allMatch(table -> table.rows() == 1_000);
    }
  }

  @Test
  void theSameSeedGivesTheSameRowsAndAnotherOneOthers() throws IOException {
    try (TestDatabase one = new TestDatabase();
        TestDatabase two = new TestDatabase();
        TestDatabase three = new TestDatabase()) {
      for (TestDatabase database : List.of(one, two, three)) {
        database.execute(Files.readString(SHOP));
      }
      fill(one, TableStats.UNKNOWN, 200, 7);
      fill(two, TableStats.UNKNOWN, 200, 7);
      fill(three, TableStats.UNKNOWN, 200, 8);
      assertThat(digest(two)).isEqualTo(digest(one));
      assertThat(digest(three)).isNotEqualTo(digest(one));
    }
  }

  @Test
  void rowsOfOneSeedAreTheSameOnEachVersion() {
    try (TestDatabase database = new TestDatabase()) {
      database.execute(
          "create table t (id int primary key, a text, b date, c numeric(8, 2), d uuid, e jsonb,"
              + " f timestamptz, g boolean)");
      fill(database, TableStats.UNKNOWN, 500, 42);
      assertThat(
              database.value(
                  "select md5(string_agg(concat_ws('|', id, a, b, c, d, e, extract(epoch from f)::bigint, g),"
                      + " ',' order by id)) from t"))
          .isEqualTo("b531264fc19eda91e261e02d3f706ff4");
    }
  }

  @Test
  void theSampleProjectIsFilledButNotTheBookkeeping() {
    try (TestDatabase database = new TestDatabase();
        Postcar postcar =
            Postcar.on(database.dataSource())
                .packages("shop.migrations", "billing.migrations")
                .sources(Path.of("migrations-sample"))) {
      postcar.migrate();
      String history = database.value("select count(*) from _postcar.migration");
      SampleResult result = fill(database, 300);
      assertThat(result.leftOut()).isEmpty();
      assertThat(result.tables()).hasSizeGreaterThan(5);
      assertThat(result.tables()).noneMatch(table -> table.relation().startsWith("_postcar"));
      assertThat(database.value("select count(*) from _postcar.migration")).isEqualTo(history);
    }
  }

  @Test
  void sizesGiveRowsWidthsDistinctValuesAndNulls() {
    TableStats sizes =
        new TableStats(
            List.of(
                new TableStats.Table(
                    "t",
                    0,
                    5_000,
                    0,
                    0,
                    List.of(
                        new TableStats.Column("wide", 300, 4_000, 0),
                        new TableStats.Column("few", 8, 7, 2_500)))));
    try (TestDatabase database = new TestDatabase()) {
      database.execute(
          "create table t (id int primary key, wide text not null, few text);"
              + " create table other (id int primary key)");
      fill(database, sizes, 10, 1);
      assertThat(database.value("select count(*) from t")).isEqualTo("5000");
      assertThat(database.value("select count(*) from other")).isEqualTo("10");
      assertThat(database.value("select avg(length(wide)) between 250 and 350 from t"))
          .isEqualTo("t");
      assertThat(database.value("select count(distinct wide) between 2000 and 4000 from t"))
          .isEqualTo("t");
      assertThat(database.value("select count(distinct few) from t")).isEqualTo("7");
      assertThat(database.value("select count(*) between 2300 and 2700 from t where few is null"))
          .isEqualTo("t");
    }
  }

  @Test
  void anOwnerWhoIsNoSuperuserFillsItsTables() throws SQLException {
    try (TestDatabase database = new TestDatabase()) {
      database.execute(
          """
          drop role if exists sample_owner; create role sample_owner;
          create schema s authorization sample_owner;
          set role sample_owner;
          create function s.shout() returns trigger language plpgsql
            as 'begin raise exception ''a trigger fired''; end';
          create table s.t (id int primary key, parent_id int references s.t, kind text check (kind in ('a', 'b')));
          alter table s.t enable row level security, force row level security;
          create trigger shout before insert on s.t for each row execute function s.shout();
          reset role;
          """);
      // Connections to scratch databases speak the simple protocol.
      try (Connection connection =
          DriverManager.getConnection(database.url() + "&preferQueryMode=simple")) {
        connection.createStatement().execute("set role sample_owner");
        SampleResult result =
            SampleData.fill(connection, TableStats.UNKNOWN, 500, 1, Reporter.SILENT);
        assertThat(result.leftOut()).isEmpty();
      }
      assertThat(database.value("select count(*) from s.t")).isEqualTo("500");
      assertThat(database.value("select tgenabled from pg_trigger where tgname = 'shout'"))
          .isEqualTo("O");
      database.execute("drop schema s cascade; drop role sample_owner");
    }
  }

  @Test
  void whatTheServerRefusesIsLeftOutAndNothingStays() {
    try (TestDatabase database = new TestDatabase()) {
      database.execute(
          """
          create function never(int) returns int language plpgsql immutable
            as 'begin raise exception ''never''; end';
          create table t (id int primary key, a int);
          create index on t (never(a));
          create table u (id int primary key);
          """);
      SampleResult result = fill(database, 10);
      assertThat(result.leftOut())
          .containsExactly(new SampleResult.LeftOut("t", "the server refused it: ERROR: never"));
      assertThat(database.value("select count(*) from t")).isEqualTo("0");
      assertThat(database.value("select count(*) from u")).isEqualTo("10");
    }
  }

  @Test
  void progressIsReported() throws SQLException {
    List<Event> events = new ArrayList<>();
    try (TestDatabase database = new TestDatabase()) {
      database.execute("create table t (id int primary key, name text)");
      try (Connection connection = database.connect()) {
        SampleData.fill(connection, TableStats.UNKNOWN, 120_000, 1, events::add);
      }
    }
    assertThat(events)
        .filteredOn(Event.Progress.class::isInstance)
        .extracting(event -> ((Event.Progress) event).done())
        .contains(50_000L, 100_000L, 120_000L);
  }
}
