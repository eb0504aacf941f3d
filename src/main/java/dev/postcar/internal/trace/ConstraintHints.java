package dev.postcar.internal.trace;

import static dev.postcar.HintLevel.DANGER;
import static dev.postcar.internal.trace.Hint.Blocks.READS_AND_WRITES;
import static dev.postcar.internal.trace.Hint.Blocks.WRITES;

import dev.postcar.internal.trace.Hint.Match;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Hazards of constraints, but for foreign keys. */
final class ConstraintHints {

  /** A domain is altered, and no table by its name. */
  static final Pattern DOMAIN = Pattern.compile("^alter domain\\b");

  static final List<Hint> ALL =
      List.of(
          new Hint(
              "add-check-scans",
              DANGER,
              READS_AND_WRITES,
              "A check is added to a table and validated at once",
              "All of %s is read while all reads and writes wait.",
              "add it NOT VALID (it holds for new rows at once), and validate it in the next"
                  + " migration: reads and writes then go on.",
              "alter table book add constraint price_positive check (price > 0);",
              List.of(
                  "alter table book add constraint price_positive check (price > 0) not valid;",
                  "alter table book validate constraint price_positive;"),
              (trace, index) ->
                  Match.of(
                      tables(trace, added(trace, index, 'c').filter(Constraint::validated)).stream()
                          .filter(trace.scanned(index)::contains)
                          .toList())),
          new Hint(
              "domain-scans",
              DANGER,
              WRITES,
              "A constraint is added to a domain, and all tables that use it must satisfy it at"
                  + " once",
              "Every row of %s, which has a column of the domain, is read while all writes wait.",
              "add it NOT VALID: it holds for new values at once. To check the old values, give each"
                  + " table its own NOT VALID check, and validate that in the next migration.",
              "alter domain percent add constraint most check (value <= 100);",
              List.of("alter domain percent add constraint most check (value <= 100) not valid;"),
              (trace, index) ->
                  trace.says(index, DOMAIN) ? Match.of(trace.scanned(index)) : List.of()),
          new Hint(
              "validate-in-same-transaction",
              DANGER,
              READS_AND_WRITES,
              "A constraint is validated in the transaction that added it",
              "All of %s is read while the lock of adding the constraint is still held.",
              "validate it in a migration of its own: reads and writes then go on.",
              """
              alter table book add constraint price_positive check (price > 0) not valid;
              alter table book validate constraint price_positive;""",
              List.of(
                  "alter table book add constraint price_positive check (price > 0) not valid;",
                  "alter table book validate constraint price_positive;"),
              (trace, index) ->
                  Match.of(
                      tables(
                          trace,
                          trace.observations().get(index).validated().stream()
                              .filter(one -> isAddedBefore(trace, index, one))))),
          new Hint(
              "unique-constraint-builds-index",
              DANGER,
              READS_AND_WRITES,
              "A unique constraint or a primary key is added, and its index is built with it",
              "The index on %s is built while all reads and writes wait.",
              "create unique index concurrently in a @NonTransactional migration, then add the"
                  + " constraint using index (not possible for a partitioned table).",
              "alter table book add constraint book_isbn unique (isbn);",
              List.of(
                  "create unique index concurrently book_isbn on book (isbn);",
                  "alter table book add constraint book_isbn unique using index book_isbn;"),
              (trace, index) ->
                  Match.of(
                      tables(
                          trace,
                          Stream.of('u', 'p')
                              .flatMap(kind -> added(trace, index, kind))
                              .filter(one -> isIndexNew(trace, index, one))))),
          new Hint(
              "exclusion-constraint",
              DANGER,
              READS_AND_WRITES,
              "An exclusion constraint is added to a table",
              "The index on %s is built while all reads and writes wait, and there is no"
                  + " concurrent way.",
              "add the constraint when the table is created, or move the rows to a new table.",
              "alter table sale add constraint one_a_day exclude using btree (day with =);",
              List.of("create table rent (day date, exclude using btree (day with =));"),
              (trace, index) -> Match.of(tables(trace, added(trace, index, 'x')))));

  private ConstraintHints() {}

  static Stream<Constraint> added(MigrationTrace trace, int index, char kind) {
    return trace.observations().get(index).newConstraints().stream()
        .filter(one -> one.kind() == kind && !trace.observations().get(index).isMadeAgain(one));
  }

  /** The known tables among those that have these constraints. */
  static List<Relation> tables(MigrationTrace trace, Stream<Constraint> constraints) {
    return constraints
        .map(Constraint::table)
        .distinct()
        .flatMap(oid -> trace.known(oid).stream())
        .toList();
  }

  private static boolean isAddedBefore(MigrationTrace trace, int index, Constraint one) {
    return trace.oneTransaction()
        && trace.observations().get(index).before().constraints().containsKey(one.oid())
        && !trace.start().constraints().containsKey(one.oid());
  }

  private static boolean isIndexNew(MigrationTrace trace, int index, Constraint one) {
    return !trace.observations().get(index).before().relations().containsKey(one.index());
  }
}
