package dev.postcar.internal.trace;

import static dev.postcar.HintLevel.INFO;
import static dev.postcar.HintLevel.WARN;
import static dev.postcar.internal.trace.Hint.Blocks.WRITES;

import dev.postcar.internal.trace.Hint.Match;
import java.util.List;
import java.util.regex.Pattern;

/** Hazards of sequences: nextval waits for whoever alters one, and so does each insert with it. */
final class SequenceHints {

  private static final Pattern RESTART = Pattern.compile("^alter (sequence|table)\\b.* restart\\b");
  private static final Pattern BOUNDS =
      Pattern.compile(
          "^alter (sequence|table)\\b.*"
              + "( as (smallint|int2|integer|int4?)\\b|(?<! no) (min|max)value\\b)");
  private static final Pattern OWNED = Pattern.compile("^alter sequence\\b.* owned by\\b");

  static final List<Hint> ALL =
      List.of(
          new Hint(
              "restart-sequence",
              WARN,
              WRITES,
              "A sequence is restarted",
              "%s gives out values a second time: inserts fail, or two rows have one number. Until"
                  + " the commit, nextval waits.",
              "setval with a value above the highest one in the table: nobody waits for that.",
              "alter sequence ticket restart;",
              List.of("select setval('ticket', 1000);"),
              (trace, index) -> altered(trace, index, RESTART)),
          new Hint(
              "sequence-bounds",
              WARN,
              WRITES,
              "A sequence gets a smaller type or another bound",
              "Inserts fail once %s has reached the bound. Until the commit, nextval waits.",
              "leave the sequence as wide as bigint, and check the limit in the table that uses it.",
              "alter sequence ticket maxvalue 99999;",
              List.of("alter table rebate add constraint few check (id <= 99999) not valid;"),
              (trace, index) -> altered(trace, index, BOUNDS)),
          new Hint(
              "sequence-owned-by",
              INFO,
              WRITES,
              "A sequence gets another owner column, or none",
              "%s is dropped together with its owner column; with NONE, it is not. Until the commit,"
                  + " nextval waits.",
              "name the column when the sequence is created, or use an identity column.",
              "alter sequence ticket owned by book.pages;",
              List.of("create sequence number owned by book.pages;"),
              (trace, index) -> altered(trace, index, OWNED)));

  private SequenceHints() {}

  private static List<Match> altered(MigrationTrace trace, int index, Pattern pattern) {
    return trace.says(index, pattern)
        ? trace.locks(index).stream()
            .filter(held -> held.relation().kind() == 'S')
            .filter(held -> held.mode().compareTo(LockMode.SHARE_ROW_EXCLUSIVE) >= 0)
            .map(held -> new Match(held.relation().name(), null))
            .distinct()
            .toList()
        : List.of();
  }
}
