package dev.postcar.internal.run;

import dev.postcar.Event;
import dev.postcar.PostcarException;
import dev.postcar.internal.monitor.OtherReaders;
import dev.postcar.internal.plan.Plan;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.session.Session;
import dev.postcar.internal.sql.AlteredTable;
import dev.postcar.internal.sql.Quote;
import dev.postcar.internal.sql.SqlSyntaxException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says, before anything runs, what else reads the database and would be disturbed: logical
 * replication, which carries no DDL (documentation, Logical Replication, Restrictions), a pg_dump,
 * a base backup, and standbys.
 */
record ReplicationGuard(RunContext context, List<OtherReaders> readers) {

  /**
   * Warns where SQL is going to run; only where there are publications is the server asked more.
   *
   * @throws PostcarException.Refusal if there is something to warn of, and that is not wanted
   */
  void check(Plan plan) {
    if (readers.isEmpty() || plan.steps().stream().noneMatch(Step::runs)) {
      return;
    }
    List<String> warnings = new ArrayList<>();
    for (OtherReaders one : readers) {
      switch (one.kind()) {
        case "slot" ->
            warnings.add(
                "the logical replication slot %s (%s) reads this database, and its subscribers do not get schema changes"
                    .formatted(one.name(), one.more()));
        case "publication" -> warnings.addAll(publications(altered(plan)));
        case "dump" ->
            warnings.add(
                "pg_dump runs in this database (pid %s%s), and holds a lock on each of its tables"
                    .formatted(one.name(), one.more().isEmpty() ? "" : ", user " + one.more()));
        case "backup" ->
            warnings.add("a base backup runs (pid %s: %s)".formatted(one.name(), one.more()));
        default ->
            note(
                "the standby %s (%s) gets these changes: where a query there uses what they lock, one of the two waits or is cancelled"
                    .formatted(one.name(), one.more()));
      }
    }
    if (session().options().failOnReplication() && !warnings.isEmpty()) {
      throw new PostcarException.Refusal(
          "Refused, because of --fail-on-replication: "
              + String.join(";\n  ", warnings)
              + ".\nState: nothing was changed.\nNext: wait for them or settle them, then rerun the command; without the"
              + " flag these are warnings.",
          null,
          null);
    }
    warnings.forEach(text -> context.reporter().on(new Event.Warning(text)));
  }

  private Session session() {
    return context.session();
  }

  private void note(String text) {
    context.reporter().on(new Event.Said(null, text));
  }

  private static Set<AlteredTable> altered(Plan plan) {
    Set<AlteredTable> tables = new LinkedHashSet<>();
    for (Step step : plan.steps()) {
      String sql = step.ownSql();
      try {
        tables.addAll(sql == null ? List.of() : AlteredTable.in(sql));
      } catch (SqlSyntaxException e) {
        // The server says what is wrong with it.
      }
    }
    return tables;
  }

  private List<String> publications(Set<AlteredTable> tables) {
    if (tables.isEmpty()) {
      return List.of();
    }
    String query =
        "select t.pubname::text, pg_catalog.format('%I.%I', t.schemaname, t.tablename)"
            + " from pg_catalog.pg_publication_tables t where "
            + tables.stream().map(ReplicationGuard::is).collect(Collectors.joining(" or "))
            + " order by 1, 2";
    try {
      return session().rows(query).stream()
          .map(
              row ->
                  "publication %s publishes %s, which this run alters or drops: its subscribers do not get that"
                      .formatted(row.get(0), row.get(1)))
          .toList();
    } catch (SQLException e) {
      note("publications were not looked at: " + e.getMessage());
      return List.of();
    }
  }

  private static String is(AlteredTable table) {
    String name = "t.tablename = " + Quote.literal(table.table());
    return table.schema() == null
        ? name
        : "(" + name + " and t.schemaname = " + Quote.literal(table.schema()) + ")";
  }
}
