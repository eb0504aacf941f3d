package dev.postcar.internal.sampledata;

import dev.postcar.Reporter;
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

  private final Connection connection;
  private final TableStats sizes;
  private final long rowsEach;
  private final long seed;
  private final Reporter reporter;
  private final ResultBuilder result;
  private final Map<Long, RowPlan> plans = new LinkedHashMap<>();
  private final Map<Long, Long> existing = new HashMap<>();

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
    Suspension suspension = new Suspension(statement);
    Map<Long, List<ForeignKey>> ahead = suspension.begin(group);
    ReferencePlanner references = new ReferencePlanner(connection, sizes, seed, plans, result);
    for (TableShape table : group) {
      RowPlan plan = plans.get(table.oid);
      if (plan == null) {
        continue;
      }
      long startedAt = System.nanoTime();
      plan.refer(references.of(table, plan, ahead.getOrDefault(table.oid, List.of())));
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
    suspension.end();
  }
}
