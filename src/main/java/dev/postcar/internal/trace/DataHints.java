package dev.postcar.internal.trace;

import static dev.postcar.HintLevel.WARN;
import static dev.postcar.internal.trace.Hint.Blocks.WRITES;

import dev.postcar.internal.trace.Hint.Match;
import java.util.List;
import java.util.regex.Pattern;

/** Hazards of changing rows. */
final class DataHints {

  private static final Pattern UPDATE = Pattern.compile("^update\\b(?!.*\\bwhere\\b)");
  private static final Pattern DELETE = Pattern.compile("^delete\\b(?!.*\\bwhere\\b)");
  private static final Pattern SEARCH =
      Pattern.compile("^(with\\b.* )?((update|delete)\\b.*\\bwhere\\b|merge\\b)");

  static final List<Hint> ALL =
      List.of(
          new Hint(
              "update-without-where",
              WARN,
              WRITES,
              "Every row of a table is updated in one statement",
              "Every row of %s is locked until the commit and leaves a dead row version behind.",
              "a @NonTransactional code migration with context.inBatches(sql).",
              "update book set note = '';",
              List.of("update book set note = '' where id between 1 and 1000;"),
              (trace, index) -> matching(trace, index, UPDATE)),
          new Hint(
              "delete-without-where",
              WARN,
              WRITES,
              "Every row of a table is deleted in one statement",
              "Every row of %s is locked until the commit, and none is left.",
              "a @NonTransactional code migration with context.inBatches(sql).",
              "delete from sale;",
              List.of("delete from sale where id between 1 and 1000;"),
              (trace, index) -> matching(trace, index, DELETE)),
          new Hint(
              "update-scans",
              WARN,
              WRITES,
              "An UPDATE, DELETE or MERGE reads a whole table to find its rows",
              "All of %s is read, and each row that this changes is locked until the commit.",
              "an index that the condition can use, created concurrently; or a @NonTransactional code"
                  + " migration with context.inBatches(sql).",
              "update book set note = '' where isbn is null;",
              List.of("update book set note = '' where id between 1 and 1000;"),
              (trace, index) -> scanning(trace, index)));

  private DataHints() {}

  /** The tables that it changes and has read from end to end. */
  private static List<Match> scanning(MigrationTrace trace, int index) {
    if (!SEARCH.matcher(outermost(trace.observations().get(index).skeleton())).find()) {
      return List.of();
    }
    List<Relation> changed = trace.tablesLocked(index, LockMode.ROW_EXCLUSIVE);
    return Match.of(trace.scanned(index).stream().filter(changed::contains).toList());
  }

  private static List<Match> matching(MigrationTrace trace, int index, Pattern pattern) {
    return pattern.matcher(outermost(trace.observations().get(index).skeleton())).find()
        ? Match.of(trace.tablesLocked(index, LockMode.ROW_EXCLUSIVE))
        : List.of();
  }

  /** A condition inside of brackets is one of something else. */
  private static String outermost(String skeleton) {
    StringBuilder text = new StringBuilder();
    int depth = 0;
    for (int i = 0; i < skeleton.length(); i++) {
      char c = skeleton.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth == 0) {
        text.append(c);
      }
    }
    return text.toString();
  }
}
