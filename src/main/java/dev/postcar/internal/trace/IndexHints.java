package dev.postcar.internal.trace;

import static dev.postcar.HintLevel.DANGER;
import static dev.postcar.HintLevel.WARN;
import static dev.postcar.internal.trace.Hint.Blocks.NOTHING;
import static dev.postcar.internal.trace.Hint.Blocks.READS_AND_WRITES;
import static dev.postcar.internal.trace.Hint.Blocks.WRITES;

import dev.postcar.internal.trace.Hint.Match;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Hazards of indexes. */
final class IndexHints {

  private static final Pattern CREATE = Pattern.compile("^create (unique )?index\\b");
  private static final Pattern CREATE_UNLESS =
      Pattern.compile("^create (unique )?index concurrently if not exists\\b");
  private static final Pattern DROP = Pattern.compile("^drop index\\b");
  private static final Pattern CONCURRENTLY = Pattern.compile("\\bconcurrently\\b");
  private static final Pattern REINDEX = Pattern.compile("^reindex\\b");

  static final List<Hint> ALL =
      List.of(
          new Hint(
              "create-index-blocks-writes",
              DANGER,
              WRITES,
              "An index is created, not concurrently, on an existing table",
              "All writes of %s wait until the index is built.",
              "create index concurrently, in a @NonTransactional migration.",
              "create index book_isbn on book (isbn);",
              List.of("create index concurrently book_isbn on book (isbn);"),
              (trace, index) ->
                  trace.says(index, CREATE) && wholes(trace, index).isEmpty()
                      ? Match.of(indexed(trace, index))
                      : List.of()),
          new Hint(
              "create-index-on-partitions",
              DANGER,
              WRITES,
              "An index is created on a partitioned table and with it on its partitions",
              "All writes of %s and of its partitions wait until the last index is built, and"
                  + " CONCURRENTLY is refused for it.",
              "create the index ON ONLY the partitioned table, create one concurrently on each"
                  + " partition, and attach those (alter index ... attach partition).",
              "create index on event (id);",
              List.of(
                  "create index event_id on only event (id);",
                  "create index concurrently event_1_id on event_1 (id);",
                  "alter index event_id attach partition event_1_id;"),
              (trace, index) ->
                  trace.says(index, CREATE) && !trace.scanned(index).isEmpty()
                      ? Match.of(wholes(trace, index))
                      : List.of()),
          new Hint(
              "drop-index-blocks",
              WARN,
              READS_AND_WRITES,
              "An index is dropped, not concurrently",
              "All reads and writes of %s wait until the transaction ends, and also while the drop"
                  + " waits for its own lock.",
              "drop index concurrently, in a @NonTransactional migration (not for an index of a"
                  + " partitioned table, where it is refused).",
              "drop index book_title;",
              List.of("drop index concurrently book_title;"),
              (trace, index) -> strictly(trace, index, DROP, LockMode.ACCESS_EXCLUSIVE)),
          new Hint(
              "reindex-blocks",
              DANGER,
              READS_AND_WRITES,
              "An index is rebuilt, not concurrently",
              "All writes of %s wait until the index is built, and so do nearly all reads, because the"
                  + " planner locks every index of the table.",
              "reindex concurrently, in a @NonTransactional migration.",
              "reindex index book_title;",
              List.of("reindex index concurrently book_title;"),
              (trace, index) ->
                  trace.says(index, REINDEX) ? Match.of(reindexed(trace, index)) : List.of()),
          new Hint(
              "hidden-invalid-index",
              WARN,
              NOTHING,
              "CREATE INDEX CONCURRENTLY IF NOT EXISTS",
              "An INVALID index that a failed attempt has left counts as existing: %s may stay"
                  + " without a usable one, and nothing reports it.",
              "omit IF NOT EXISTS (\"postcar resume\" drops the INVALID one), or drop the index"
                  + " first.",
              "create index concurrently if not exists book_isbn on book (isbn);",
              List.of("create index concurrently book_isbn on book (isbn);"),
              (trace, index) ->
                  trace.says(index, CREATE_UNLESS)
                      ? Match.of(trace.tablesLocked(index, LockMode.SHARE_UPDATE_EXCLUSIVE))
                      : List.of()));

  private IndexHints() {}

  /** The known partitioned tables of which a statement stops the writes. */
  private static List<Relation> wholes(MigrationTrace trace, int index) {
    return trace.tablesLocked(index, LockMode.SHARE).stream()
        .filter(table -> table.kind() == 'p')
        .toList();
  }

  /** The locked tables that get an index: with IF NOT EXISTS it may be there already. */
  private static List<Relation> indexed(MigrationTrace trace, int index) {
    Observation seen = trace.observations().get(index);
    return trace.tablesLocked(index, LockMode.SHARE).stream()
        .filter(
            table ->
                seen.after().relations().values().stream()
                    .anyMatch(
                        one ->
                            one.isIndex()
                                && one.table() == table.oid()
                                && !seen.before().relations().containsKey(one.oid())))
        .toList();
  }

  /** Of a whole schema or database it lets go each table before the next one. */
  private static List<Relation> reindexed(MigrationTrace trace, int index) {
    Set<Relation> tables = new LinkedHashSet<>(trace.tablesLocked(index, LockMode.SHARE));
    if (!trace.says(index, CONCURRENTLY)) {
      Observation seen = trace.observations().get(index);
      for (Long oid : seen.rewrites()) {
        trace.known(seen.before().relations().get(oid).table()).ifPresent(tables::add);
      }
    }
    return List.copyOf(tables);
  }

  private static List<Match> strictly(
      MigrationTrace trace, int index, Pattern pattern, LockMode least) {
    return trace.says(index, pattern) ? Match.of(trace.tablesLocked(index, least)) : List.of();
  }
}
