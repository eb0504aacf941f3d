package dev.postcar.internal.trace;

import static dev.postcar.HintLevel.DANGER;
import static dev.postcar.internal.trace.Hint.Blocks.NOTHING;

import dev.postcar.internal.trace.Hint.Match;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hazards of renaming what is no table and no column of one. */
final class NameHints {

  private static final Pattern RENAME =
      Pattern.compile(
          "^alter (view|table|materialized view) (if exists )?"
              + "(\"([^\"]|\"\")*\"|[^ \"])+ (rename|set schema)\\b");
  private static final Pattern RENAME_COLUMN = Pattern.compile(" rename (?!to\\b)");
  private static final Pattern RENAME_VALUE =
      Pattern.compile("^alter type ((\"([^\"]|\"\")*\"|[^ \"])+) rename value\\b");

  static final List<Hint> ALL =
      List.of(
          new Hint(
              "rename-view",
              DANGER,
              NOTHING,
              "A view or one of its columns is renamed, or a view is moved to another schema",
              "Whatever still uses the old name fails after the commit: %s.",
              "create a view with the new name, and drop the old one in a later release; or rename it and"
                  + " create a view with the old name in the same transaction.",
              "alter view cheap rename to bargain;",
              List.of(
                  "create view bargain as select * from cheap;",
                  """
                  alter view cheap rename to offer;
                  create view cheap as select * from offer;"""),
              (trace, index) ->
                  trace.says(index, RENAME) ? Match.of(views(trace, index)) : List.of()),
          new Hint(
              "rename-enum-value",
              DANGER,
              NOTHING,
              "A value of an enum is renamed",
              "Code that writes or compares the old value of %s fails after the commit.",
              "add the new value in a migration of its own, switch the application over, then change"
                  + " the old rows in batches; the old value stays.",
              "alter type mood rename value 'good' to 'fine';",
              List.of("alter type mood add value 'fine';"),
              (trace, index) -> value(trace, index)));

  private NameHints() {}

  private static List<Relation> views(MigrationTrace trace, int index) {
    boolean column = trace.says(index, RENAME_COLUMN);
    return trace.locks(index).stream()
        .filter(held -> held.mode() == LockMode.ACCESS_EXCLUSIVE)
        .map(HeldLock::relation)
        .filter(one -> one.kind() == 'v' || (one.kind() == 'm' && column))
        .filter(one -> column || !TableHints.isKept(trace, one.name()))
        .distinct()
        .toList();
  }

  private static List<Match> value(MigrationTrace trace, int index) {
    Matcher type = RENAME_VALUE.matcher(trace.observations().get(index).skeleton());
    if (!type.find()) {
      return List.of();
    }
    String created = "create type " + type.group(1) + " as";
    boolean fresh =
        trace.observations().stream().anyMatch(seen -> seen.skeleton().startsWith(created));
    return fresh ? List.of() : List.of(new Match(type.group(1), null));
  }
}
