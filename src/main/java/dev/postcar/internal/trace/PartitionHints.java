package dev.postcar.internal.trace;

import static dev.postcar.HintLevel.DANGER;
import static dev.postcar.HintLevel.WARN;
import static dev.postcar.internal.trace.Hint.Blocks.READS_AND_WRITES;

import dev.postcar.internal.trace.Hint.Match;
import java.util.List;
import java.util.regex.Pattern;

/** Hazards of partitions. */
final class PartitionHints {

  private static final Pattern ATTACH = Pattern.compile("\\battach partition\\b");
  private static final Pattern DETACH = Pattern.compile("\\bdetach partition\\b");
  private static final Pattern CREATE = Pattern.compile("^create .*\\bpartition of\\b");

  static final List<Hint> ALL =
      List.of(
          new Hint(
              "attach-partition-scans",
              DANGER,
              READS_AND_WRITES,
              "A table is attached as a partition, and no valid check proves that its rows fit",
              "All of %s is read while all reads and writes wait.",
              "add a NOT VALID check that matches the bounds, validate it in the next migration,"
                  + " attach, drop the check. A default partition needs a check that excludes the"
                  + " bounds.",
              "alter table event attach partition event_2 for values from (10) to (20);",
              List.of(
                  """
                  alter table event_2 add constraint fits
                    check (day >= 10 and day < 20) not valid;""",
                  "alter table event_2 validate constraint fits;",
                  """
                  alter table event attach partition event_2 for values from (10) to (20);
                  alter table event_2 drop constraint fits;"""),
              (trace, index) ->
                  trace.says(index, ATTACH) ? Match.of(trace.scanned(index)) : List.of()),
          new Hint(
              "detach-partition-blocks",
              WARN,
              READS_AND_WRITES,
              "A partition is detached, not concurrently",
              "All reads and writes of %s wait until the commit, and also while it waits for its"
                  + " lock.",
              "detach partition concurrently (PostgreSQL 14, and no default partition), in a"
                  + " @NonTransactional migration.",
              "alter table event detach partition event_1;",
              List.of("alter table event detach partition event_1 concurrently;"),
              (trace, index) -> wholes(trace, index, DETACH)),
          new Hint(
              "create-partition-of",
              WARN,
              READS_AND_WRITES,
              "A partition is created with PARTITION OF",
              "All reads and writes of %s wait until the commit, and also while it waits for its"
                  + " lock.",
              "create a table like it, then attach it: that takes a far weaker lock on the parent.",
              "create table event_3 partition of event for values from (20) to (30);",
              List.of(
                  """
                  create table event_3 (like event including all);
                  alter table event attach partition event_3 for values from (20) to (30);"""),
              (trace, index) -> wholes(trace, index, CREATE)));

  private PartitionHints() {}

  private static List<Match> wholes(MigrationTrace trace, int index, Pattern pattern) {
    return trace.says(index, pattern)
        ? Match.of(
            trace.tablesLocked(index, LockMode.ACCESS_EXCLUSIVE).stream()
                .filter(table -> table.kind() == 'p')
                .toList())
        : List.of();
  }
}
