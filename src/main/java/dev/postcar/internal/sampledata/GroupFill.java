package dev.postcar.internal.sampledata;

import dev.postcar.Reporter;
import dev.postcar.internal.sql.Quote;
import dev.postcar.result.TableStats;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fills tables that belong together in one transaction: one table, the partitions of one, or tables
 * that refer to each other in a circle, whose keys are deferred for as long.
 */
final class GroupFill {

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

  private final Connection connection;
  private final TableStats sizes;
  private final long rowsEach;
  private final long seed;
  private final Reporter reporter;
  private final ResultBuilder result;
  private final Map<Long, RowPlan> plans = new LinkedHashMap<>();
  private final Map<Long, Long> existing = new HashMap<>();
  private final List<String> before = new ArrayList<>();
  private final List<String> after = new ArrayList<>();

  GroupFill(
      Connection connection,
      TableStats sizes,
      long rowsEach,
      long seed,
      Reporter reporter,
      ResultBuilder result) {
    this.connection = connection;
    this.sizes = sizes;
    this.rowsEach = rowsEach;
    this.seed = seed;
    this.reporter = reporter;
    this.result = result;
  }

  /** Fills them; if the server refuses something, none of them is, and the result says why. */
  void run(List<TableShape> group) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      plan(statement, group);
      if (plans.isEmpty()) {
        return;
      }
      List<SampleResult.Table> filled = new ArrayList<>();
      List<SampleResult.LeftOut> leftOut = new ArrayList<>();
      statement.execute(
          "begin; set local synchronous_commit = off; set local synchronize_seqscans = off;"
              + " set local max_parallel_workers_per_gather = 0; set local statement_timeout = 0;"
              + " set local lock_timeout = 0; set local datestyle = 'ISO, YMD'");
      try {
        fill(statement, group, filled, leftOut);
        statement.execute("commit");
        filled.forEach(result::add);
        leftOut.forEach(one -> result.leaveOut(one.relation(), one.reason()));
      } catch (SQLException e) {
        statement.execute("rollback");
        String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        group.forEach(table -> result.leaveOut(table.label, "the server refused it: " + reason));
      }
    }
  }

  private void plan(Statement statement, List<TableShape> group) throws SQLException {
    ColumnPlanner planner = new ColumnPlanner(connection, seed);
    Map<Long, List<TableShape>> byRoot = new LinkedHashMap<>();
    for (TableShape table : group) {
      byRoot.computeIfAbsent(table.root, none -> new ArrayList<>()).add(table);
    }
    for (List<TableShape> parts : byRoot.values()) {
      String label = parts.get(0).label;
      long present = 0;
      for (TableShape part : parts) {
        present += count(statement, part);
      }
      existing.put(parts.get(0).root, present);
      Optional<TableStats.Table> known = sizes.of(label);
      long missing = Math.max(0, known.map(TableStats.Table::rows).orElse(rowsEach) - present);
      planParts(planner, parts, known, missing, present);
    }
  }

  /** Spreads rows over partitions; one in which none fits stays empty, if there are others. */
  private void planParts(
      ColumnPlanner planner,
      List<TableShape> parts,
      Optional<TableStats.Table> known,
      long missing,
      long present)
      throws SQLException {
    List<String> reasons = new ArrayList<>();
    long first = 0;
    int left = parts.size();
    for (TableShape part : parts) {
      long share = (missing - first) / left--;
      try {
        plans.put(part.oid, planner.plan(part, known, first, share, present));
        first += share;
      } catch (NoValue e) {
        reasons.add(e.getMessage());
      }
    }
    if (reasons.size() == parts.size()) {
      result.leaveOut(parts.get(0).label, reasons.get(0));
    }
  }

  private static long count(Statement statement, TableShape table) throws SQLException {
    String only = table.isPartition ? "" : "only ";
    try (ResultSet row = statement.executeQuery("select count(*) from " + only + table.name)) {
      row.next();
      return row.getLong(1);
    }
  }

  private void fill(
      Statement statement,
      List<TableShape> group,
      List<SampleResult.Table> filled,
      List<SampleResult.LeftOut> leftOut)
      throws SQLException {
    disableTriggers(statement, group);
    Map<Long, List<ForeignKey>> ahead = deferAhead(statement, group);
    for (String one : before) {
      statement.execute(one);
    }
    for (TableShape table : group) {
      RowPlan plan = plans.get(table.oid);
      if (plan == null) {
        continue;
      }
      long startedAt = System.nanoTime();
      plan.refer(references(table, plan, ahead.getOrDefault(table.oid, List.of())));
      TableFill fill = new TableFill(connection, plan, reporter);
      long asked = plan.asked();
      long made = fill.run();
      long took = (System.nanoTime() - startedAt) / 1_000_000;
      long present = existing.get(table.root);
      if (made > 0 || present > 0) {
        filled.add(new SampleResult.Table(table.label, made, present, took));
      }
      if (made < asked) {
        String reason = fill.refusal().isEmpty() ? plan.shortage() : fill.refusal();
        leftOut.add(
            new SampleResult.LeftOut(
                table.label,
                made == 0 ? reason : "only %,d of %,d rows: %s".formatted(made, asked, reason)));
      }
    }
    statement.execute("set constraints all immediate");
    for (String one : after) {
      statement.execute(one);
    }
  }

  private void disableTriggers(Statement statement, List<TableShape> group) throws SQLException {
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
  private Map<Long, List<ForeignKey>> deferAhead(Statement statement, List<TableShape> group)
      throws SQLException {
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
          defer(statement, table, key);
        }
      }
    }
    return ahead;
  }

  private void defer(Statement statement, TableShape table, ForeignKey key) throws SQLException {
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

  private List<ReferencePlan> references(TableShape table, RowPlan plan, List<ForeignKey> ahead)
      throws SQLException {
    List<ReferencePlan> references = new ArrayList<>();
    for (ForeignKey key : table.foreignKeys) {
      if (!plan.hasColumns(key.columns())) {
        continue;
      }
      int[] places = new int[key.columns().size()];
      boolean[] nullable = new boolean[places.length];
      for (int i = 0; i < places.length; i++) {
        String name = key.columns().get(i);
        places[i] = table.columnNames().indexOf(name);
        nullable[i] = table.isNullable(List.of(name));
      }
      long distinct =
          sizes
              .of(table.label)
              .flatMap(known -> known.column(key.columns().get(0)))
              .map(TableStats.Column::distinct)
              .orElse(Long.MAX_VALUE);
      KeySource source =
          key.parent() == table.oid || ahead.contains(key)
              ? planned(plans.get(key.parent()), key, key.parent() == table.oid)
              : new HeldKeys(connection, key.parent(), key.parentColumns());
      if (source == null) {
        result.leaveOut(
            table.label,
            "foreign key "
                + key.name()
                + " stays null: the keys it could refer to are not known in advance");
      }
      references.add(
          new ReferencePlan(
              key, places, source, nullable, Math.max(1, distinct), Mix.seed(seed, table.name)));
    }
    return references;
  }

  private static KeySource planned(RowPlan parent, ForeignKey key, boolean isOwn) {
    boolean known =
        parent != null
            && parent.hasColumns(key.parentColumns())
            && key.parentColumns().stream().allMatch(name -> parent.column(name).isCarrier());
    return known ? new PlannedKeys(parent, key.parentColumns(), isOwn) : null;
  }
}
