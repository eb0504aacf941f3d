package dev.postcar.internal.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.internal.sql.SqlScript;
import dev.postcar.internal.sql.StatementKind;
import dev.postcar.internal.trace.HintExamples;
import dev.postcar.options.RehearseOptions;
import dev.postcar.options.SaferOptions;
import dev.postcar.result.SaferResult;
import dev.postcar.result.SaferResult.Rehearsed;
import dev.postcar.result.TableStats;
import dev.postcar.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Both forms of a migration under traffic: who waits for the original, and who for the safe one.
 */
final class SaferTrafficTest {

  private static final Path MANUAL = Path.of("src", "docs", "safer.md");
  private static final String BEGIN = "<!-- Written by SaferTrafficTest. -->\n";
  private static final String END = "<!-- Its end. -->\n";
  private static final List<String> TABLES = List.of("author", "book", "sale", "event");

  /** Where made-up rows do not fit the hint's own example, or it has too little to do. */
  private static final Map<String, String> EXAMPLES =
      Map.ofEntries(
          Map.entry("rename-column", "alter table book rename column isbn to code;"),
          Map.entry("add-check-scans", "alter table book add constraint more check (tax >= 0);"),
          Map.entry(
              "validate-in-same-transaction",
              "alter table book add constraint more check (tax >= 0) not valid;\n"
                  + "alter table book validate constraint more;"),
          Map.entry(
              "unique-constraint-builds-index",
              "alter table book add constraint book_isbn unique (isbn, id);"),
          Map.entry(
              "add-foreign-key-scans",
              "alter table sale add constraint more foreign key (book_id) references book;"),
          Map.entry(
              "foreign-key-locks-both",
              "alter table sale add constraint more foreign key (book_id) references book not"
                  + " valid;\nupdate book set note = '' where pages > 9;"),
          Map.entry(
              "create-trigger",
              "alter table book add column weight int;\n"
                  + HintExamples.bad().get("create-trigger")));

  /** Traffic needs a key, and what is attached rows that fit. */
  private static final String MORE =
      """
      alter table event add primary key (id, day);
      insert into event_2 select g, 10 + g % 10 from generate_series(1, 1000000) g;
      """;

  private static final String SLOW =
      """
      create table book (id bigint primary key, title text not null, note text);
      create function slowly(text) returns text immutable language sql as
        $$ select max(md5($1 || i)) from generate_series(1, 12) i $$;
      """;

  @TempDir Path directory;

  /** What takes long while others wait; the figures depend on the machine, their order does not. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "create index book_slow on book (slowly(title))",
        "alter table book add constraint slow check (slowly(title) <> '')",
        "update book set note = slowly(title)"
      })
  void onlyTheOriginalMakesOthersWait(String sql) throws IOException {
    SaferResult result = safer(SLOW, sql, stats(List.of("book"), 50_000), 120, 1);
    assertThat(result.proven()).as(result.proof().toString()).isTrue();
    Rehearsed original = result.rehearsed().get(0);
    Rehearsed form = result.rehearsed().get(1);
    assertThat(form.failure()).isNull();
    assertThat(longest(original)).as(result.rehearsed().toString()).isGreaterThan(250);
    assertThat(longest(form)).as(result.rehearsed().toString()).isLessThan(longest(original) / 2);
  }

  /** Writes the table of the manual: {@code -Dpostcar.write.safer=true}, about half an hour. */
  @Test
  @EnabledIfSystemProperty(named = "postcar.write.safer", matches = "true")
  void theTableOfTheManual() throws IOException {
    StringBuilder table = new StringBuilder(BEGIN);
    table.append(
        """
        ## Measured

        Each example on tables with 1,000,000 rows, PostgreSQL 18, a scratch server on two cores that the traffic uses too: 200 transactions
        a second of 8 clients, and the slow reader of [rehearse](rehearse.md#the-traffic). The waits are those for locks. `p99` is that of
        the worst statement.

        | hazard | original: longest wait | p99 | safe form: longest wait | p99 | p99 without migration |
        |---|---|---|---|---|---|
        """);
    List<String> failed = new ArrayList<>();
    for (String hint : SaferFormsTest.withForm()) {
      String sql = EXAMPLES.getOrDefault(hint, HintExamples.bad().get(hint));
      List<String> large = TABLES.stream().filter(sql::contains).toList();
      List<String> filled = large.isEmpty() ? List.of("book", "sale") : large;
      String setup = HintExamples.SETUP + (sql.contains("event") ? MORE : "");
      try {
        SaferResult result = safer(setup, sql, stats(filled, 1_000_000), 200, 5);
        System.out.println(hint + ": " + result.rehearsed() + " " + result.proven());
        table.append(line(hint, result.rehearsed().get(0), result.rehearsed().get(1)));
      } catch (PostcarException | IndexOutOfBoundsException e) {
        System.out.println(hint + ": " + e);
        failed.add(hint + ": " + e.getMessage());
      }
    }
    String page = Files.readString(MANUAL);
    int begin = page.indexOf(BEGIN);
    Files.writeString(
        MANUAL, page.substring(0, begin) + table + page.substring(page.indexOf(END, begin)));
    assertThat(failed).isEmpty();
  }

  private static String line(String hint, Rehearsed original, Rehearsed form) {
    return "| [`%s`](hints.md#%s) | %s | %s | %s | %s | %s |\n"
        .formatted(
            hint,
            hint,
            longest(original) + " ms",
            millis(original.p99Micros()),
            longest(form) + " ms",
            millis(form.p99Micros()),
            millis(Math.max(original.quietP99Micros(), form.quietP99Micros())));
  }

  private static String millis(long micros) {
    return String.format(Locale.ROOT, "%.1f ms", micros / 1_000.0);
  }

  private static long longest(Rehearsed one) {
    return Math.max(one.readersWaitMs(), one.writersWaitMs());
  }

  private static TableStats stats(List<String> large, long rows) {
    return new TableStats(
        large.stream()
            .map(
                name ->
                    new TableStats.Table(
                        name, 0, rows, 0, 0, List.of(new TableStats.Column("title", 20, rows, 0))))
            .toList());
  }

  private SaferResult safer(String setup, String sql, TableStats like, int rate, int seconds)
      throws IOException {
    Path app = Files.createDirectories(directory.resolve("app"));
    Files.writeString(app.resolve("M0001_Init.sql"), setup);
    boolean outside =
        SqlScript.statements(sql).stream().anyMatch(StatementKind::refusesTransaction);
    Files.writeString(
        app.resolve("M0002_Next.sql"),
        (outside ? "-- postcar: nontransactional\n" : "") + sql + "\n");
    RehearseOptions rehearsal =
        new RehearseOptions(
            null,
            new RehearseOptions.Data(1_000, like, null, null, null),
            new RehearseOptions.Load(null, 8, rate, Duration.ofSeconds(seconds), 7),
            null);
    try (TestDatabase database = new TestDatabase();
        Postcar postcar = Postcar.on(database.dataSource()).packages("app").sources(directory)) {
      return postcar.safer(new SaferOptions("M0002", false, rehearsal));
    } catch (PostcarException.Findings e) {
      return (SaferResult) e.resultSoFar().orElseThrow();
    }
  }
}
