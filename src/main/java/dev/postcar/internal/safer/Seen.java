package dev.postcar.internal.safer;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An action, and the catalog before and after it.
 *
 * @param hints ids of the hints that trace gave for it
 * @param undo what undoes it; null where that is not known
 */
record Seen(Action action, Facts before, Facts after, Set<String> hints, String undo) {

  int major() {
    return after.major();
  }

  /** Whether it has a hint of one of two kinds. */
  boolean hasOneOf(Set<String> kind, Set<String> other) {
    return hints.stream().anyMatch(hint -> kind.contains(hint) || other.contains(hint));
  }

  Stream<ConstraintFacts> newRules(String kinds) {
    return after.rules().values().stream()
        .filter(rule -> rule.own() && kinds.contains(rule.kind()))
        .filter(rule -> !before.rules().containsKey(rule.oid()));
  }

  List<IndexFacts> newIndexes() {
    return after.indexes().values().stream()
        .filter(index -> !before.indexes().containsKey(index.oid()))
        .toList();
  }

  List<ColumnFacts> newColumns() {
    return after.columns().values().stream()
        .filter(column -> !before.columns().containsKey(column.identity()) && column.local())
        .filter(column -> before.tables().containsKey(column.table()))
        .toList();
  }

  /** The column that is another than before, as it was; null for none or several. */
  ColumnFacts changedColumn() {
    List<ColumnFacts> changed =
        before.columns().values().stream()
            .filter(was -> was.local() && after.columns().containsKey(was.identity()))
            .filter(was -> !was.isSame(after.columns().get(was.identity())))
            .toList();
    return changed.size() == 1 ? changed.get(0) : null;
  }

  TableFacts table(long oid) {
    return after.tables().containsKey(oid) ? after.tables().get(oid) : before.tables().get(oid);
  }

  String name(long oid) {
    return table(oid).name();
  }
}
