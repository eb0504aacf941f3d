package dev.postcar.internal.trace;

import dev.postcar.internal.plan.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What was seen of one migration.
 *
 * @param oneTransaction whether its statements share a transaction, and so keep their locks
 * @param start what there was before it
 * @param observations its statements, in order
 */
record MigrationTrace(
    Step step, boolean oneTransaction, Snapshot start, List<Observation> observations) {

  /** Whether others can know a relation: it was there before this migration. */
  boolean existed(long oid) {
    return start.relations().containsKey(oid);
  }

  /** A relation that was there before this migration. */
  Optional<Relation> known(long oid) {
    return Optional.ofNullable(start.relations().get(oid));
  }

  /** The relations and columns that there are after it and were not before it. */
  Set<Object> made() {
    Set<Object> made = new HashSet<>(end().relations().keySet());
    made.addAll(end().columns().keySet());
    made.removeAll(start.relations().keySet());
    made.removeAll(start.columns().keySet());
    return made;
  }

  /** The same where others cannot know these relations and columns either. */
  MigrationTrace without(Set<Object> made) {
    return new MigrationTrace(step, oneTransaction, start.without(made), observations);
  }

  /** Locks on known relations that a statement takes. */
  List<HeldLock> locks(int index) {
    return observations.get(index).locks().stream()
        .filter(held -> existed(held.relation().oid()))
        .toList();
  }

  /** Locks on known relations that are still held from the statements before. */
  List<HeldLock> heldBefore(int index) {
    List<HeldLock> held = new ArrayList<>();
    for (int i = 0; oneTransaction && i < index; i++) {
      held.addAll(locks(i));
    }
    return held;
  }

  /** The known tables that a statement locks at least so, its own locks only. */
  List<Relation> tablesLocked(int index, LockMode least) {
    return tables(locks(index), least);
  }

  /** The known tables that the statements before have locked at least so. */
  List<Relation> tablesHeld(int index, LockMode least) {
    return tables(heldBefore(index), least);
  }

  private List<Relation> tables(List<HeldLock> locks, LockMode least) {
    return locks.stream()
        .filter(held -> held.relation().isTable() && held.mode().compareTo(least) >= 0)
        .map(held -> held.relation().oid())
        .distinct()
        .map(start.relations()::get)
        .toList();
  }

  /** The known tables that a statement rewrites. */
  List<Relation> rewritten(int index) {
    return tables(observations.get(index).rewrites());
  }

  /** The known tables that a statement scans. */
  List<Relation> scanned(int index) {
    return tables(observations.get(index).scans());
  }

  private List<Relation> tables(Iterable<Long> oids) {
    List<Relation> found = new ArrayList<>();
    for (Long oid : oids) {
      known(oid).filter(Relation::isTable).ifPresent(found::add);
    }
    return found;
  }

  boolean says(int index, Pattern pattern) {
    return pattern.matcher(observations.get(index).skeleton()).find();
  }

  /** What there is after the last statement. */
  Snapshot end() {
    return observations.isEmpty() ? start : observations.get(observations.size() - 1).after();
  }
}
