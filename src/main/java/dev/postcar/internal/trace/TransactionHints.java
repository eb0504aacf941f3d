package dev.postcar.internal.trace;

import static dev.postcar.HintLevel.DANGER;
import static dev.postcar.HintLevel.WARN;
import static dev.postcar.internal.trace.Hint.Blocks.NOTHING;
import static dev.postcar.internal.trace.Hint.Blocks.READS_AND_WRITES;

import dev.postcar.internal.trace.Hint.Match;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Hazards of what shares a transaction. */
final class TransactionHints {

  private static final Pattern ADD_VALUE = Pattern.compile("^alter type .* add value\\b");

  /** Of code there is no text. */
  private static final Pattern CODE = Pattern.compile("^((do|select|call|with|perform)\\b|$)");

  static final List<Hint> ALL =
      List.of(
          new Hint(
              "several-exclusive-locks",
              WARN,
              READS_AND_WRITES,
              "A transaction locks several tables exclusively, one after the other",
              "%s waits while another table is already locked: sessions queue on all of them, and an"
                  + " application that locks them in another order may deadlock.",
              "one table in each migration.",
              """
              alter table book add column weight int;
              alter table author add column born date;""",
              List.of(
                  "alter table book add column weight int;",
                  "alter table author add column born date;"),
              (trace, index) -> further(trace, index)),
          new Hint(
              "work-under-lock",
              DANGER,
              READS_AND_WRITES,
              "A transaction continues with long work while it holds a lock on a table",
              "%s stays locked while this reads or writes a whole table.",
              "do the long work in a migration of its own, before or after.",
              """
              alter table book add column weight int;
              update book set weight = 1 where pages > 9;""",
              List.of(
                  "alter table book add column weight int;",
                  "update book set weight = 1 where pages > 9;"),
              (trace, index) -> working(trace, index)),
          new Hint(
              "work-in-code",
              DANGER,
              READS_AND_WRITES,
              "A DO block, a function or a code migration reads or writes a whole table under a"
                  + " lock",
              "What this runs reads or writes all of %s while it holds a lock on it.",
              "move the statement from the code to a SQL migration: a hint for it then names"
                  + " the safer way.",
              "do $$ begin create index book_isbn on book (isbn); end $$;",
              List.of("create index concurrently book_isbn on book (isbn);"),
              (trace, index) ->
                  trace.says(index, CODE) ? Match.together(worked(trace, index)) : List.of()),
          new Hint(
              "lock-timeout-off",
              WARN,
              READS_AND_WRITES,
              "A table is locked exclusively without a lock timeout",
              "While this waits for one long query on %s, everyone else queues up after it.",
              "keep postcar's lockTimeout (5s by default): postcar tries again.",
              """
              set local lock_timeout = 0;
              alter table book add column weight int;""",
              List.of("alter table book add column weight int;"),
              (trace, index) ->
                  trace.observations().get(index).before().lockTimeout() == 0
                          && trace.observations().get(index).statement() != null
                          && trace.oneTransaction()
                      ? Match.together(trace.tablesLocked(index, LockMode.ACCESS_EXCLUSIVE))
                      : List.of()),
          new Hint(
              "add-enum-value",
              WARN,
              NOTHING,
              "A value is added to an enum, and the same transaction continues",
              "The new value cannot be used before the commit (SQLSTATE 55P04), and can never be"
                  + " removed.",
              "add it in a migration of its own.",
              """
              alter type mood add value 'fine';
              alter table book add column mood mood;""",
              List.of(
                  "alter type mood add value 'fine';", "alter table book add column mood mood;"),
              (trace, index) ->
                  trace.oneTransaction()
                          && trace.says(index, ADD_VALUE)
                          && index < trace.observations().size() - 1
                      ? List.of(new Match("", null))
                      : List.of()));

  private TransactionHints() {}

  /** What a statement locks itself, and reads or writes from end to end. */
  private static List<Relation> worked(MigrationTrace trace, int index) {
    Set<Relation> worked = new LinkedHashSet<>(trace.scanned(index));
    worked.addAll(trace.rewritten(index));
    worked.retainAll(trace.tablesLocked(index, LockMode.SHARE));
    return List.copyOf(worked);
  }

  private static List<Match> further(MigrationTrace trace, int index) {
    List<Relation> held = trace.tablesHeld(index, LockMode.ACCESS_EXCLUSIVE);
    return held.isEmpty()
        ? List.of()
        : Match.together(
            trace.tablesLocked(index, LockMode.ACCESS_EXCLUSIVE).stream()
                .filter(table -> !held.contains(table))
                .toList());
  }

  private static List<Match> working(MigrationTrace trace, int index) {
    boolean works = !trace.scanned(index).isEmpty() || !trace.rewritten(index).isEmpty();
    return works ? Match.together(trace.tablesHeld(index, LockMode.SHARE)) : List.of();
  }
}
