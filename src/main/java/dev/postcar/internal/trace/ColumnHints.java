package dev.postcar.internal.trace;

import static dev.postcar.HintLevel.DANGER;
import static dev.postcar.HintLevel.WARN;
import static dev.postcar.internal.trace.Hint.Blocks.NOTHING;
import static dev.postcar.internal.trace.Hint.Blocks.READS_AND_WRITES;

import dev.postcar.internal.trace.Hint.Match;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Hazards of adding, changing and dropping columns. */
final class ColumnHints {

  private static final Pattern SET_NOT_NULL =
      Pattern.compile("\\b(set|add|add constraint (\"([^\"]|\"\")+\"|[^ \"]+)) not null\\b");
  private static final Pattern TYPE =
      Pattern.compile("\\balter (column )?(\"([^\"]|\"\")+\"|[^ \"]+) (set data )?type\\b");
  private static final Pattern ALSO = Pattern.compile("\\b(add|set not null)\\b");

  static final List<Hint> ALL =
      List.of(
          new Hint(
              "add-column-volatile-default",
              DANGER,
              READS_AND_WRITES,
              "A column is added with a value that differs from row to row: a volatile default,"
                  + " serial, identity",
              "Every row of %s is rewritten while all reads and writes wait.",
              "add the column without a default, set the default in a second statement (it applies to"
                  + " new rows), fill the old rows in batches.",
              "alter table book add column token uuid default gen_random_uuid();",
              List.of(
                  """
                  alter table book add column token uuid;
                  alter table book alter column token set default gen_random_uuid();"""),
              (trace, index) ->
                  Match.of(rewrittenWithNew(trace, index, column -> !column.stored()))),
          new Hint(
              "add-generated-stored",
              DANGER,
              READS_AND_WRITES,
              "A stored generated column is added",
              "Every row of %s is rewritten while all reads and writes wait.",
              "compute it in a view or a query, or (PostgreSQL 18) make it VIRTUAL; or add a plain"
                  + " column, keep it by a trigger, fill the old rows in batches.",
              "alter table book add column gross int generated always as (price * 2) stored;",
              List.of("create view book_gross as select id, price * 2 as gross from book;"),
              (trace, index) -> Match.of(rewrittenWithNew(trace, index, Column::stored))),
          new Hint(
              "change-type-rewrites",
              DANGER,
              READS_AND_WRITES,
              "The type of a column changes so that every row is rewritten",
              "Every row of %s is rewritten, and its indexes, while all reads and writes wait.",
              "add a column of the new type, keep both equal by a trigger, fill it in batches, then"
                  + " switch the application over. (From varchar to text or a longer varchar, nothing is"
                  + " rewritten.)",
              "alter table book alter column pages type bigint;",
              List.of(
                  "alter table book add column pages_big bigint;",
                  "alter table book alter column title type varchar(200);"),
              (trace, index) ->
                  trace.says(index, TYPE) ? Match.of(trace.rewritten(index)) : List.of()),
          new Hint(
              "change-type-scans",
              DANGER,
              READS_AND_WRITES,
              "The type of a column changes without a rewrite, but a constraint or an index"
                  + " on it must check each row",
              "All of %s is read, for a constraint or an index on the column, while all reads and"
                  + " writes wait.",
              "drop the constraint, change the type, and add the constraint again NOT VALID;"
                  + " validate it in the next migration: reads and writes then go on. Drop an index"
                  + " first, and create it again concurrently.",
              "alter table book alter column tax type numeric(10, 2);",
              List.of(
                  """
                  alter table book drop constraint book_tax;
                  alter table book alter column tax type numeric(10, 2);
                  alter table book add constraint book_tax check (tax >= 0) not valid;""",
                  "alter table book validate constraint book_tax;"),
              (trace, index) ->
                  trace.says(index, TYPE)
                          && !trace.says(index, ALSO)
                          && trace.rewritten(index).isEmpty()
                      ? Match.of(trace.scanned(index))
                      : List.of()),
          new Hint(
              "set-not-null-scans",
              DANGER,
              READS_AND_WRITES,
              "A column is set NOT NULL, and no valid check guarantees it yet",
              "All of %s is read while all reads and writes wait.",
              "add check (column is not null) not valid; validate it in the next migration; then"
                  + " set not null finds the check and reads nothing, and the check can go.",
              "alter table book alter column title set not null;",
              List.of(
                  "alter table book add constraint title_there check (title is not null) not"
                      + " valid;",
                  "alter table book validate constraint title_there;",
                  """
                  alter table book alter column title set not null;
                  alter table book drop constraint title_there;"""),
              (trace, index) ->
                  trace.says(index, SET_NOT_NULL) && !trace.says(index, ConstraintHints.DOMAIN)
                      ? Match.of(trace.scanned(index))
                      : List.of()),
          new Hint(
              "add-column-not-null-without-default",
              DANGER,
              NOTHING,
              "A NOT NULL column without a default is added",
              "This fails as soon as there is one row: %s has no default.",
              "give it a default (a constant costs nothing), or add it without NOT NULL and fill"
                  + " it.",
              "alter table book add column weight int not null;",
              List.of("alter table book add column weight int not null default 0;"),
              (trace, index) ->
                  added(trace, index, column -> column.notNull() && !column.filled())),
          new Hint(
              "drop-column",
              WARN,
              NOTHING,
              "A column is dropped",
              "Whatever still uses %s fails after the commit, running code and functions included"
                  + " (if a view uses it, the statement itself fails); the values cannot be brought"
                  + " back.",
              "first release code that does not use it; drop it in a later release.",
              "alter table book drop column isbn;",
              List.of("comment on column book.isbn is 'unused since release 12';"),
              (trace, index) -> gone(trace, index, (was, is) -> is == null)),
          new Hint(
              "rename-column",
              DANGER,
              NOTHING,
              "A column is renamed",
              "Whatever still uses the old name fails after the commit: %s.",
              "add a column with the new name and keep both equal by a trigger until the"
                  + " application has switched over; or keep the name, and expose the new one"
                  + " through a view.",
              "alter table book rename column note to remark;",
              List.of("create view shelf as select id, note as remark from book;"),
              (trace, index) ->
                  gone(trace, index, (was, is) -> is != null && !is.name().equals(was.name()))));

  private ColumnHints() {}

  private static List<Relation> rewrittenWithNew(
      MigrationTrace trace, int index, Predicate<Column> which) {
    List<Column> columns = trace.observations().get(index).newColumns();
    return trace.rewritten(index).stream()
        .filter(
            table ->
                columns.stream()
                    .anyMatch(column -> column.table() == table.oid() && which.test(column)))
        .toList();
  }

  /** New columns of known tables. */
  private static List<Match> added(MigrationTrace trace, int index, Predicate<Column> which) {
    return trace.observations().get(index).newColumns().stream()
        .filter(column -> trace.existed(column.table()) && which.test(column))
        .map(column -> match(trace, column))
        .toList();
  }

  private static Match match(MigrationTrace trace, Column column) {
    Relation table = trace.start().relations().get(column.table());
    return new Match(table.name() + "." + column.shown(), table);
  }

  /** Columns of known tables that are there no more, or not under this name. */
  private static List<Match> gone(
      MigrationTrace trace, int index, BiPredicate<Column, Column> wasAndIs) {
    Observation seen = trace.observations().get(index);
    return seen.before().columns().values().stream()
        .filter(was -> wasAndIs.test(was, seen.after().columns().get(was.identity())))
        .filter(
            column ->
                trace.existed(column.table())
                    && trace.start().columns().containsKey(column.identity())
                    && seen.after().relations().containsKey(column.table()))
        .map(column -> match(trace, column))
        .toList();
  }
}
