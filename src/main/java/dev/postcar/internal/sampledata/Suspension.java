package dev.postcar.internal.sampledata;

import dev.postcar.internal.sql.Quote;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is off while tables are filled, in their transaction: triggers, row security, key checks.
 */
final class Suspension {

  private static final String TRIGGERS =
      """
      select 'alter table ' || quote_ident(n.nspname) || '.' || quote_ident(c.relname),
        quote_ident(t.tgname),
        case t.tgenabled when 'A' then ' enable always' when 'R' then ' enable replica'
          else ' enable' end
      from pg_catalog.pg_trigger t
      join pg_catalog.pg_class c on c.oid = t.tgrelid
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where not t.tgisinternal and t.tgenabled <> 'D'
        and coalesce(pg_catalog.pg_partition_root(c.oid), c.oid) = any(array%s::pg_catalog.oid[])
      order by c.relispartition, c.oid, t.tgname
      """;

  private final Statement statement;
  private final List<String> before = new ArrayList<>();
  private final List<String> after = new ArrayList<>();

  Suspension(Statement statement) {
    this.statement = statement;
  }

  /**
   * Switches them off.
   *
   * @return the foreign keys to tables that are filled later, by table
   */
  Map<Long, List<ForeignKey>> begin(List<TableShape> group) throws SQLException {
    disableTriggers(group);
    Map<Long, List<ForeignKey>> ahead = deferAhead(group);
    for (String one : before) {
      statement.execute(one);
    }
    return ahead;
  }

  /** Checks the deferred keys, and makes everything as it was. */
  void end() throws SQLException {
    statement.execute("set constraints all immediate");
    for (String one : after) {
      statement.execute(one);
    }
  }

  private void disableTriggers(List<TableShape> group) throws SQLException {
    List<Long> roots = group.stream().map(table -> table.root).distinct().toList();
    try (ResultSet rows = statement.executeQuery(TRIGGERS.formatted(roots))) {
      while (rows.next()) {
        before.add(rows.getString(1) + " disable trigger " + rows.getString(2));
        after.add(rows.getString(1) + rows.getString(3) + " trigger " + rows.getString(2));
      }
    }
    for (TableShape table : group) {
      if (table.isForcedSecurity) {
        before.add("alter table " + table.name + " no force row level security");
        after.add("alter table " + table.name + " force row level security");
      }
    }
  }

  /** Foreign keys to tables that are filled later: of each table. */
  private Map<Long, List<ForeignKey>> deferAhead(List<TableShape> group) throws SQLException {
    Map<Long, List<ForeignKey>> ahead = new HashMap<>();
    for (int i = 0; i < group.size(); i++) {
      TableShape table = group.get(i);
      for (ForeignKey key : table.foreignKeys) {
        boolean isLater =
            group.subList(i + 1, group.size()).stream()
                .anyMatch(
                    one ->
                        one.root != table.root
                            && (one.oid == key.parent() || one.root == key.parent()));
        if (isLater) {
          ahead.computeIfAbsent(table.oid, none -> new ArrayList<>()).add(key);
          defer(table, key);
        }
      }
    }
    return ahead;
  }

  private void defer(TableShape table, ForeignKey key) throws SQLException {
    if (!key.isOwn()) {
      return;
    }
    String alter =
        "alter table " + table.name + " alter constraint " + Quote.identifier(key.name());
    try (ResultSet row =
        statement.executeQuery(
            "select case when condeferrable then ' deferrable initially ' || case when condeferred"
                + " then 'deferred' else 'immediate' end else ' not deferrable' end"
                + " from pg_catalog.pg_constraint where conrelid = "
                + table.oid
                + " and conname = "
                + Quote.literal(key.name()))) {
      row.next();
      before.add(alter + " deferrable initially deferred");
      after.add(alter + row.getString(1));
    }
  }
}
