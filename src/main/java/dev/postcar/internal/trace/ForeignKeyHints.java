package dev.postcar.internal.trace;

import static dev.postcar.HintLevel.DANGER;
import static dev.postcar.HintLevel.WARN;
import static dev.postcar.internal.trace.Hint.Blocks.NOTHING;
import static dev.postcar.internal.trace.Hint.Blocks.READS_AND_WRITES;
import static dev.postcar.internal.trace.Hint.Blocks.WRITES;

import dev.postcar.internal.trace.Hint.Match;
import java.util.List;
import java.util.stream.Stream;

/** Hazards of foreign keys: there are always two tables. */
final class ForeignKeyHints {

  static final List<Hint> ALL =
      List.of(
          new Hint(
              "add-foreign-key-scans",
              DANGER,
              WRITES,
              "A foreign key is added to a table and validated at once",
              "All of %s is compared with the other table while writes of both wait.",
              "add it NOT VALID (it holds for new rows at once), and validate it in the next"
                  + " migration: reads and writes then go on. (For a partitioned table from PostgreSQL 18"
                  + " on.)",
              """
              alter table book add constraint book_author
                foreign key (author_id) references author;""",
              List.of(
                  """
                  alter table book add constraint book_author
                    foreign key (author_id) references author not valid;""",
                  "alter table book validate constraint book_author;"),
              (trace, index) ->
                  Match.of(
                      ConstraintHints.tables(
                              trace,
                              ConstraintHints.added(trace, index, 'f')
                                  .filter(Constraint::validated))
                          .stream()
                          .filter(trace.scanned(index)::contains)
                          .toList())),
          new Hint(
              "foreign-key-locks-both",
              WARN,
              WRITES,
              "A foreign key is added, and the same transaction continues with other tables",
              "Writes of the referenced table, %s, wait until the commit too.",
              "add the foreign key last, or in a migration of its own.",
              """
              alter table book add constraint book_author
                foreign key (author_id) references author not valid;
              update sale set day = current_date where id = 1;""",
              List.of(
                  """
                  alter table book add constraint book_author
                    foreign key (author_id) references author not valid;""",
                  "update sale set day = current_date where id = 1;"),
              (trace, index) ->
                  goesOn(trace, index)
                      ? Match.of(referenced(trace, ConstraintHints.added(trace, index, 'f')))
                      : List.of()),
          new Hint(
              "drop-foreign-key-locks-both",
              WARN,
              READS_AND_WRITES,
              "A foreign key is dropped together with something else",
              "Reads and writes of the referenced table, %s, wait until the commit too.",
              "drop the constraint first, in a migration of its own: that is short.",
              "drop table sale cascade;",
              List.of("alter table sale drop constraint sale_book;", "drop table sale cascade;"),
              (trace, index) ->
                  isAlone(trace, index)
                      ? List.of()
                      : Match.of(referenced(trace, dropped(trace, index)))),
          new Hint(
              "foreign-key-without-index",
              WARN,
              NOTHING,
              "A foreign key without an index that begins with its columns",
              "Each delete in the referenced table, and each change of its key, reads all"
                  + " of %s.",
              "create an index on the columns (concurrently, if the table is in use).",
              """
              create table review (
                id bigint primary key, book_id bigint not null references book);""",
              List.of(
                  """
                  create table review (
                    id bigint primary key, book_id bigint not null references book);
                  create index review_book on review (book_id);"""),
              (trace, index) ->
                  ConstraintHints.added(trace, index, 'f')
                      .map(one -> trace.end().constraints().get(one.oid()))
                      .filter(one -> one != null && !one.indexed())
                      .map(one -> trace.end().relations().get(one.table()))
                      .map(table -> new Match(table.name(), null))
                      .distinct()
                      .toList()));

  private ForeignKeyHints() {}

  /** More follows that takes its time, or waits for others; a comment, for one, does neither. */
  private static boolean goesOn(MigrationTrace trace, int index) {
    for (int i = index + 1; trace.oneTransaction() && i < trace.observations().size(); i++) {
      if (!trace.tablesLocked(i, LockMode.ROW_EXCLUSIVE).isEmpty() || !trace.scanned(i).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Nothing but the constraint is dropped, and nothing else is done. */
  private static boolean isAlone(MigrationTrace trace, int index) {
    boolean one = !trace.oneTransaction() || trace.observations().size() == 1;
    Observation seen = trace.observations().get(index);
    return one
        && seen.after().relations().size() == seen.before().relations().size()
        && seen.after().columns().size() == seen.before().columns().size();
  }

  private static Stream<Constraint> dropped(MigrationTrace trace, int index) {
    Observation seen = trace.observations().get(index);
    return seen.before().constraints().values().stream()
        .filter(one -> one.kind() == 'f' && !seen.after().constraints().containsKey(one.oid()))
        .filter(one -> seen.after().relations().containsKey(one.referenced()));
  }

  private static List<Relation> referenced(MigrationTrace trace, Stream<Constraint> keys) {
    return keys.filter(one -> one.referenced() != one.table())
        .map(Constraint::referenced)
        .distinct()
        .flatMap(oid -> trace.known(oid).stream())
        .toList();
  }
}
