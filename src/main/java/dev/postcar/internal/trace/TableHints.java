package dev.postcar.internal.trace;

import static dev.postcar.HintLevel.DANGER;
import static dev.postcar.HintLevel.WARN;
import static dev.postcar.internal.trace.Hint.Blocks.NOTHING;
import static dev.postcar.internal.trace.Hint.Blocks.READS_AND_WRITES;

import dev.postcar.internal.trace.Hint.Match;
import java.util.List;
import java.util.regex.Pattern;

/** Hazards of dropping, renaming and locking tables. */
final class TableHints {

  private static final Pattern DROP = Pattern.compile("^drop table\\b");
  private static final Pattern CASCADE =
      Pattern.compile(
          "^drop \\S+( \\S+)+ cascade$|^alter .*\\bdrop ((column|constraint|attribute) )?(if exists"
              + " )?[^ ,]+ cascade\\b");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]|\"\")*\"");
  private static final Pattern RENAME =
      Pattern.compile(
          "^alter (table|materialized view) (if exists )?(only )?"
              + "(\"([^\"]|\"\")*\"|[^ \"])+ (rename to|set schema)\\b");
  private static final Pattern LOCK = Pattern.compile("^lock\\b");
  private static final Pattern ROW_SECURITY = Pattern.compile("\\benable row level security\\b");
  private static final Pattern POLICY = Pattern.compile("^create policy\\b");

  static final List<Hint> ALL =
      List.of(
          new Hint(
              "drop-table",
              WARN,
              NOTHING,
              "A table is dropped",
              "Whatever still uses %s fails after the commit; its rows cannot be brought back.",
              "first release code that does not use it, revoke the right to use it, and drop it"
                  + " in a later release.",
              "drop table sale cascade;",
              List.of("revoke all on sale from public;"),
              (trace, index) -> trace.says(index, DROP) ? Match.of(gone(trace, index)) : List.of()),
          new Hint(
              "drop-cascade",
              WARN,
              NOTHING,
              "Something is dropped with CASCADE",
              "More objects may be dropped than are named here, and more in production than on the"
                  + " scratch database: %s.",
              "drop each object by name.",
              "alter table book drop column note cascade;",
              List.of(
                  """
                  drop view cheap;
                  alter table book drop column note;"""),
              (trace, index) ->
                  saysCascade(trace, index)
                      ? List.of(new Match(lost(trace, index), null))
                      : List.of()),
          new Hint(
              "rename-table",
              DANGER,
              NOTHING,
              "A table is renamed, or moved to another schema",
              "Whatever still uses the old name fails after the commit: %s.",
              "keep the name, and create a view with the new name; or rename the table and create a"
                  + " view with the old name in the same transaction.",
              "alter table book rename to volume;",
              List.of(
                  "create view volume as select * from book;",
                  """
                  alter table author rename to writer;
                  create view author as select * from writer;"""),
              (trace, index) ->
                  trace.says(index, RENAME)
                      ? Match.of(
                          trace.tablesLocked(index, LockMode.ACCESS_EXCLUSIVE).stream()
                              .filter(table -> !isKept(trace, table.name()))
                              .toList())
                      : List.of()),
          new Hint(
              "lock-table",
              WARN,
              READS_AND_WRITES,
              "A table is locked by LOCK TABLE",
              "Others wait for %s until the transaction ends.",
              "lock the rows that matter (select ... for update), or leave the locking to the"
                  + " statements.",
              "lock table book;",
              List.of("select id from book where id = 1 for update;"),
              (trace, index) ->
                  trace.says(index, LOCK)
                      ? Match.of(trace.tablesLocked(index, LockMode.SHARE_UPDATE_EXCLUSIVE))
                      : List.of()),
          new Hint(
              "row-security-without-policy",
              WARN,
              NOTHING,
              "Row-level security is enabled without a policy",
              "Only the owner, and roles that bypass row security, still see rows of %s.",
              "create the policies first, in the same migration.",
              "alter table book enable row level security;",
              List.of(
                  """
                  create policy everything on book using (true);
                  alter table book enable row level security;"""),
              (trace, index) ->
                  trace.says(index, ROW_SECURITY) && !hasPolicy(trace)
                      ? Match.of(trace.tablesLocked(index, LockMode.ACCESS_EXCLUSIVE))
                      : List.of()));

  private TableHints() {}

  private static boolean saysCascade(MigrationTrace trace, int index) {
    String skeleton = trace.observations().get(index).skeleton();
    return CASCADE.matcher(QUOTED.matcher(skeleton).replaceAll("q")).find();
  }

  /** Whether a view has the name when the migration ends. */
  static boolean isKept(MigrationTrace trace, String name) {
    return trace.end().relations().values().stream()
        .anyMatch(one -> one.kind() == 'v' && one.name().equals(name));
  }

  private static boolean hasPolicy(MigrationTrace trace) {
    return trace.observations().stream().anyMatch(seen -> POLICY.matcher(seen.skeleton()).find());
  }

  private static List<Relation> gone(MigrationTrace trace, int index) {
    Observation seen = trace.observations().get(index);
    return trace.start().relations().values().stream()
        .filter(
            one ->
                one.isTable()
                    && seen.before().relations().containsKey(one.oid())
                    && !seen.after().relations().containsKey(one.oid()))
        .toList();
  }

  private static String lost(MigrationTrace trace, int index) {
    Observation seen = trace.observations().get(index);
    List<String> names =
        seen.before().relations().values().stream()
            .filter(one -> !one.isIndex() && !seen.after().relations().containsKey(one.oid()))
            .map(Relation::name)
            .toList();
    return names.isEmpty()
        ? "nothing else was dropped here"
        : "dropped here: " + String.join(", ", names);
  }
}
