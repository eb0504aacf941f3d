package dev.postcar.internal.trace;

import dev.postcar.internal.sql.Quote;
import dev.postcar.internal.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What was seen of one statement.
 *
 * @param statement null for code
 * @param skeleton what patterns are matched with; empty for code
 * @param durationMs milliseconds
 * @param locks that it took, of relations that there were before it; the strongest first
 * @param rewrites oids of the relations that got a new file
 * @param scans oids of the tables that were read from end to end
 */
record Observation(
    Statement statement,
    String skeleton,
    long durationMs,
    Snapshot before,
    Snapshot after,
    List<HeldLock> locks,
    Set<Long> rewrites,
    Set<Long> scans) {

  long walBytes() {
    return after.wal() - before.wal();
  }

  /** Names of relations that were there before. */
  List<String> names(Set<Long> oids) {
    return oids.stream().map(oid -> before.relations().get(oid).name()).sorted().toList();
  }

  /** Relations of which files are others than before, and indexes that were rebuilt. */
  static Set<Long> rewrites(Snapshot before, Snapshot after) {
    Set<Long> found = new TreeSet<>();
    for (Relation was : before.relations().values()) {
      Relation is = after.relations().get(was.oid());
      boolean again = is == null ? isReplaced(was, after) : is.file() != was.file();
      if (again && was.file() != 0) {
        found.add(was.oid());
      }
    }
    return found;
  }

  /** A change of type makes the indexes again under new oids, at times out of the same file. */
  private static boolean isReplaced(Relation index, Snapshot after) {
    return index.isIndex()
        && after.relations().values().stream()
            .anyMatch(
                other ->
                    other.table() == index.table()
                        && other.name().equals(index.name())
                        && other.file() != index.file());
  }

  /** Tables that the transaction has scanned, by its own counters; both sides of a foreign key. */
  static Set<Long> scans(Snapshot before, Snapshot after, String skeleton) {
    Set<Long> found = new TreeSet<>();
    if (skeleton.startsWith("truncate")) {
      // The indexes of the empty table are built, and that counts as a scan of it.
      return found;
    }
    for (Relation was : before.relations().values()) {
      Relation is = after.relations().get(was.oid());
      if (is != null && was.isTable() && is.scans() > was.scans()) {
        found.add(was.oid());
      }
    }
    found.addAll(foreignKeys(before, after, found, skeleton));
    return found;
  }

  /** The same where there is no one transaction whose counters would tell. */
  static Set<Long> scansByEffect(Snapshot before, Snapshot after, Set<Long> rewrites) {
    Set<Long> found = new TreeSet<>();
    for (Relation is : after.relations().values()) {
      if (is.isIndex() && !before.relations().containsKey(is.oid())) {
        found.add(is.table());
      }
    }
    for (Long oid : rewrites) {
      Relation was = before.relations().get(oid);
      found.add(was.isIndex() ? was.table() : oid);
    }
    found.removeIf(
        oid -> !before.relations().containsKey(oid) || !before.relations().get(oid).isTable());
    return found;
  }

  /**
   * Both tables of the foreign keys that were checked: on these empty ones the server may spare
   * itself a look at the second. Not checked is the key of a new column without a value, nor one
   * that a change of type makes again for the same rows and the same comparison.
   */
  private static Set<Long> foreignKeys(
      Snapshot before, Snapshot after, Set<Long> scanned, String skeleton) {
    Set<Long> found = new TreeSet<>();
    Set<Long> rewritten = rewrites(before, after);
    for (Constraint key : validated(before, after)) {
      boolean again =
          isMadeAgain(before, after, skeleton, key)
              && !rewritten.contains(key.table())
              && !rewritten.contains(key.referenced())
              && before.constraints().values().stream()
                  .anyMatch(was -> was.isAgain(key) && was.operators().equals(key.operators()));
      boolean checked =
          before.constraints().containsKey(key.oid())
              || scanned.contains(key.table())
              || added(before.columns(), after.columns()).stream()
                  .noneMatch(column -> column.table() == key.table());
      if (key.kind() == 'f' && checked && !again && before.relations().containsKey(key.table())) {
        found.add(key.table());
        if (before.relations().containsKey(key.referenced())) {
          found.add(key.referenced());
        }
      }
    }
    return found;
  }

  /** A change of type makes the column's constraints again: nobody has added one. */
  boolean isMadeAgain(Constraint one) {
    return isMadeAgain(before, after, skeleton, one);
  }

  private static boolean isMadeAgain(
      Snapshot before, Snapshot after, String skeleton, Constraint one) {
    String name = Pattern.quote(one.name()) + "|" + Pattern.quote(Quote.identifier(one.name()));
    Pattern dropped = Pattern.compile("\\bdrop constraint (if exists )?(" + name + ")(?![\\w$\"])");
    return before.constraints().values().stream()
            .anyMatch(was -> was.isAgain(one) && !after.constraints().containsKey(was.oid()))
        && !dropped.matcher(skeleton).find()
        && before.columns().values().stream()
            .noneMatch(
                column ->
                    column.table() == one.table()
                        && !after.columns().containsKey(column.identity()));
  }

  /** Constraints that are valid now and were not before, or were not there. */
  List<Constraint> validated() {
    return validated(before, after);
  }

  private static List<Constraint> validated(Snapshot before, Snapshot after) {
    List<Constraint> found = new ArrayList<>();
    for (Constraint is : after.constraints().values()) {
      Constraint was = before.constraints().get(is.oid());
      if (is.validated() && (was == null || !was.validated())) {
        found.add(is);
      }
    }
    return found;
  }

  List<Constraint> newConstraints() {
    return added(before.constraints(), after.constraints());
  }

  List<Column> newColumns() {
    return added(before.columns(), after.columns());
  }

  private static <K, V> List<V> added(Map<K, V> before, Map<K, V> after) {
    List<V> found = new ArrayList<>();
    after.forEach(
        (key, value) -> {
          if (!before.containsKey(key)) {
            found.add(value);
          }
        });
    return found;
  }
}
