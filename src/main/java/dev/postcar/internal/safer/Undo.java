package dev.postcar.internal.safer;

import java.util.List;
import java.util.regex.Matcher;

/** What undoes a statement that is kept as it is. */
final class Undo {

  private static final String CREATE =
      "^create (?:or replace )?(?:unlogged |recursive )?"
          + "(table|view|materialized view|sequence|type|domain|schema|extension)"
          + " (?:if not exists )?("
          + Action.NAMES
          + ")";

  private Undo() {}

  /**
   * Works it out.
   *
   * @param mirrored the statement in the original's rollback at the place that mirrors this one;
   *     null where the numbers of statements differ
   * @return null where nothing is known
   */
  static String of(Action action, Facts before, Facts after, String mirrored) {
    Seen seen = new Seen(action, before, after, java.util.Set.of(), mirrored);
    Matcher create = action.find(CREATE);
    if (create != null && !action.says("^create or replace")) {
      return "drop " + create.group(1) + " " + create.group(2);
    }
    List<IndexFacts> indexes = seen.newIndexes();
    if (action.says("^create (unique )?index") && !indexes.isEmpty()) {
      return "drop index " + indexes.get(0).name();
    }
    List<ColumnFacts> columns = seen.newColumns();
    if (action.says("^alter table") && columns.size() == 1) {
      ColumnFacts column = columns.get(0);
      return "alter table %s drop column %s".formatted(seen.name(column.table()), column.name());
    }
    List<ConstraintFacts> rules = seen.newRules("cfupx").toList();
    if (action.says("^alter table .* add ") && rules.size() == 1) {
      return "alter table %s drop constraint %s"
          .formatted(seen.name(rules.get(0).table()), rules.get(0).name());
    }
    Matcher value =
        action.find("^(alter table .* alter (?:column )?" + Action.NAME + ") (?:set|drop) default");
    if (value != null) {
      return value(seen, value.group(1));
    }
    Matcher empty =
        action.find("^(alter table .* alter (?:column )?" + Action.NAME + ") (set|drop) not null$");
    if (empty != null) {
      boolean set = empty.group(2).equalsIgnoreCase("set");
      return empty.group(1) + (set ? " drop" : " set") + " not null";
    }
    String again = column(seen);
    String unvalidated = unvalidated(seen);
    if (mirrored != null || again != null || unvalidated != null) {
      return again != null ? again : unvalidated != null ? unvalidated : mirrored;
    }
    boolean leavesNothing =
        action.says("^(insert|update|delete|select|with|lock|analyze|set|reset)\\b");
    return leavesNothing ? Piece.NOTHING : null;
  }

  /** A dropped column that nothing else is about. */
  private static String column(Seen seen) {
    List<ColumnFacts> gone =
        seen.before().columns().values().stream()
            .filter(one -> one.local() && !seen.after().columns().containsKey(one.identity()))
            .filter(one -> seen.after().tables().containsKey(one.table()))
            .toList();
    if (gone.size() != 1 || !seen.action().says("^alter table .* drop ")) {
      return null;
    }
    ColumnFacts was = gone.get(0);
    boolean plain =
        was.users().isEmpty()
            && !was.special()
            && was.comment() == null
            && was.serial().isEmpty()
            && was.generated().isEmpty()
            && seen.before().indexes().size() == seen.after().indexes().size()
            && seen.before().rules().values().stream()
                .allMatch(
                    rule ->
                        rule.kind().equals("n") || seen.after().rules().containsKey(rule.oid()));
    return plain
        ? "alter table %s add column %s%s%s"
            .formatted(
                seen.name(was.table()),
                was.declared(),
                was.value().isEmpty() ? "" : " default " + was.value(),
                was.notNull() ? " not null" : "")
        : null;
  }

  private static String unvalidated(Seen seen) {
    for (ConstraintFacts was : seen.before().rules().values()) {
      ConstraintFacts is = seen.after().rules().get(was.oid());
      if (is != null && is.validated() && !was.validated()) {
        return "alter table %s drop constraint %s;\nalter table %1$s add constraint %2$s %s"
            .formatted(seen.name(was.table()), was.name(), was.definition());
      }
    }
    return null;
  }

  private static String value(Seen seen, String alter) {
    for (ColumnFacts was : seen.before().columns().values()) {
      ColumnFacts is = seen.after().columns().get(was.identity());
      if (is != null && !is.value().equals(was.value())) {
        return alter + (was.value().isEmpty() ? " drop default" : " set default " + was.value());
      }
    }
    return Piece.NOTHING;
  }
}
