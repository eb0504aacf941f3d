package dev.postcar.internal.trace;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the locks of a session, and tells which of them a statement took. */
final class Locks {

  /** What locks no table that it names. */
  private static final Pattern FREE = Pattern.compile("^(grant|revoke)\\b");

  private Locks() {}

  /**
   * A row of pg_locks.
   *
   * @param relation oid
   */
  record Row(long relation, LockMode mode) {}

  /** The locks of relations that a server process has, or waits for. */
  static Set<Row> of(Connection connection, int pid) throws SQLException {
    Set<Row> rows = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query(pid))) {
      while (result.next()) {
        rows.add(new Row(result.getLong(1), LockMode.of(result.getString(2))));
      }
    }
    return rows;
  }

  private static String query(int pid) {
    return "select l.relation, l.mode from pg_catalog.pg_locks l where l.locktype = 'relation'"
        + " and l.mode <> 'SIReadLock' and l.database = (select d.oid from pg_catalog.pg_database d"
        + " where d.datname = pg_catalog.current_database()) and l.pid = "
        + pid;
  }

  /** Those of user's relations, the strongest first. */
  static List<HeldLock> held(Collection<Row> rows, Map<Long, Relation> relations) {
    return rows.stream()
        .filter(row -> relations.containsKey(row.relation()))
        .map(row -> new HeldLock(relations.get(row.relation()), row.mode()))
        .sorted(HeldLock.ORDER)
        .toList();
  }

  /**
   * The locks that a statement of a transaction took.
   *
   * <p>A lock that the transaction had already leaves no trace when it is taken again. But a
   * statement that names a relation has locked it: in its usual mode where that was held; where
   * nothing new is seen, in the one which an earlier statement of its kind took, or else the
   * strongest. A table is rewritten under the strongest lock that there is.
   */
  static List<HeldLock> taken(
      Set<Row> before,
      Set<Row> after,
      Snapshot snapshot,
      Set<Long> rewrites,
      String skeleton,
      List<Observation> past) {
    Set<Row> rows = new HashSet<>(after);
    rows.removeAll(before);
    Set<Long> fresh = new HashSet<>();
    rows.forEach(row -> fresh.add(row.relation()));
    for (Relation relation : snapshot.relations().values()) {
      boolean held = before.stream().anyMatch(row -> row.relation() == relation.oid());
      boolean locked = held && !FREE.matcher(skeleton).find() && names(skeleton, relation);
      LockMode usual = locked ? UsualLock.of(skeleton, relation) : null;
      if (usual != null && before.contains(new Row(relation.oid(), usual))) {
        rows.add(new Row(relation.oid(), usual));
      } else if (locked && !fresh.contains(relation.oid())) {
        rows.add(new Row(relation.oid(), again(relation, before, skeleton, past)));
      }
      if (rewrites.contains(relation.oid()) && relation.isTable()) {
        rows.add(new Row(relation.oid(), LockMode.ACCESS_EXCLUSIVE));
      }
    }
    return held(rows, snapshot.relations());
  }

  private static boolean names(String skeleton, Relation relation) {
    String name = relation.name().substring(relation.name().lastIndexOf('.') + 1);
    int at = skeleton.indexOf(name);
    while (at >= 0) {
      int end = at + name.length();
      boolean begins = at == 0 || !isNamePart(skeleton.charAt(at - 1));
      if (begins && (end == skeleton.length() || !isNamePart(skeleton.charAt(end)))) {
        return true;
      }
      at = skeleton.indexOf(name, at + 1);
    }
    return false;
  }

  private static boolean isNamePart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c == '"';
  }

  private static LockMode again(
      Relation relation, Set<Row> before, String skeleton, List<Observation> past) {
    return past.stream()
        .filter(earlier -> verb(earlier.skeleton()).equals(verb(skeleton)))
        .flatMap(earlier -> earlier.locks().stream())
        .filter(held -> held.relation().oid() == relation.oid())
        .map(HeldLock::mode)
        .max(LockMode::compareTo)
        .orElseGet(() -> strongest(relation, before));
  }

  private static LockMode strongest(Relation relation, Set<Row> held) {
    return held.stream()
        .filter(row -> row.relation() == relation.oid())
        .map(Row::mode)
        .max(LockMode::compareTo)
        .orElseThrow();
  }

  private static String verb(String skeleton) {
    int space = skeleton.indexOf(' ');
    return space < 0 ? skeleton : skeleton.substring(0, space);
  }
}
