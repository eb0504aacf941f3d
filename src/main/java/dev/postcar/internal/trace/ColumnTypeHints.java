package dev.postcar.internal.trace;

import static dev.postcar.HintLevel.INFO;
import static dev.postcar.HintLevel.WARN;
import static dev.postcar.internal.trace.Hint.Blocks.NOTHING;

import dev.postcar.internal.trace.Hint.Match;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Types that are regretted later. */
final class ColumnTypeHints {

  private static final Set<String> SMALL = Set.of("integer", "smallint");

  private static final Pattern ZONE =
      Pattern.compile("\\bat (time zone|local)\\b|\\btimezone ?\\(");
  private static final Pattern TIME =
      Pattern.compile("^(date|time(\\(\\d\\))? without|timestamp)\\b");

  static final List<Hint> ALL =
      List.of(
          new Hint(
              "integer-primary-key",
              WARN,
              NOTHING,
              "A primary key of four bytes or fewer",
              "%s overflows at 2147483647 or earlier, and widening it later rewrites the table.",
              "bigint.",
              "create table review (id int primary key generated always as identity);",
              List.of("create table review (id bigint primary key generated always as identity);"),
              (trace, index) -> newKeys(trace.observations().get(index))),
          new Hint(
              "json-column",
              INFO,
              NOTHING,
              "A column of type json",
              "%s keeps its text as it is: it is parsed at every use, cannot be indexed or compared,"
                  + " and breaks SELECT DISTINCT.",
              "jsonb.",
              "alter table book add column extra json;",
              List.of("alter table book add column extra jsonb;"),
              (trace, index) -> of(trace, index, type -> type.equals("json"))),
          new Hint(
              "char-column",
              INFO,
              NOTHING,
              "A column of type char(n)",
              "%s is padded with blanks, takes more space than text, and still accepts shorter"
                  + " values.",
              "text, with a check on its length.",
              "alter table book add column code char(8);",
              List.of("alter table book add column code text;"),
              (trace, index) -> of(trace, index, type -> type.startsWith("character("))),
          new Hint(
              "timestamp-without-zone",
              INFO,
              NOTHING,
              "A column of type timestamp without a time zone",
              "%s does not say which moment it means, and sessions in other zones read it"
                  + " differently.",
              "timestamptz.",
              "alter table book add column sold_at timestamp;",
              List.of("alter table book add column sold_at timestamptz;"),
              (trace, index) ->
                  of(
                      trace,
                      index,
                      type -> type.startsWith("timestamp") && type.endsWith("without time zone"))),
          new Hint(
              "timestamp-zone-from-session",
              WARN,
              NOTHING,
              "A column becomes a timestamptz, or stops being one, without AT TIME ZONE",
              "The session's time zone decides which moment each value of %s means.",
              "name the zone of the values: using added at time zone 'UTC'.",
              "alter table book alter column added type timestamp;",
              List.of(
                  "alter table book alter column added type timestamp"
                      + " using added at time zone 'UTC';"),
              (trace, index) -> trace.says(index, ZONE) ? List.of() : zoned(trace, index)));

  private ColumnTypeHints() {}

  private static List<Match> zoned(MigrationTrace trace, int index) {
    Observation seen = trace.observations().get(index);
    return seen.after().columns().values().stream()
        .filter(is -> trace.existed(is.table()))
        .filter(
            is -> {
              Column was = seen.before().columns().get(is.identity());
              return was != null
                  && TIME.matcher(was.type()).find()
                  && TIME.matcher(is.type()).find()
                  && was.type().contains("with time zone") != is.type().contains("with time zone");
            })
        .map(is -> match(seen, is))
        .toList();
  }

  private static List<Match> of(MigrationTrace trace, int index, Predicate<String> type) {
    Observation seen = trace.observations().get(index);
    return seen.newColumns().stream()
        .filter(column -> type.test(column.type()) && isOfTable(seen, column))
        .map(column -> match(seen, column))
        .toList();
  }

  private static List<Match> newKeys(Observation seen) {
    return seen.after().columns().entrySet().stream()
        .filter(entry -> isNewKey(seen.before().columns().get(entry.getKey()), entry.getValue()))
        .map(entry -> match(seen, entry.getValue()))
        .toList();
  }

  private static boolean isNewKey(Column before, Column after) {
    return after.key() && SMALL.contains(after.type()) && (before == null || !before.key());
  }

  private static boolean isOfTable(Observation seen, Column column) {
    return seen.after().relations().get(column.table()).isTable();
  }

  private static Match match(Observation seen, Column column) {
    String table = seen.after().relations().get(column.table()).name();
    return new Match(table + "." + column.shown(), null);
  }
}
