package dev.postcar.internal.sampledata;

import dev.postcar.internal.sql.Quote;
import dev.postcar.result.TableStats;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;

/** Plans the rows of a table: what its checks, its types and its statistics say of each column. */
final class ColumnPlanner {

  private static final double NULLS = 0.1;

  private final Connection connection;
  private final Candidates candidates;
  private final long seed;

  ColumnPlanner(Connection connection, long seed) {
    this.connection = connection;
    this.candidates = new Candidates(connection);
    this.seed = seed;
  }

  /**
   * Plans a table.
   *
   * @param known its statistics; empty where there are none
   */
  RowPlan plan(
      TableShape table, Optional<TableStats.Table> known, long firstRow, long wanted, long existing)
      throws SQLException, NoValue {
    CheckReader reader = new CheckReader();
    for (Check check : table.checks) {
      reader.read(check.expression());
    }
    List<ColumnPlan> columns = new ArrayList<>();
    for (Column column : table.columns) {
      columns.add(column(table, column, reader.of(column.name()), known, wanted));
    }
    RowPlan plan = new RowPlan(table, columns, reader.ordered(), firstRow, wanted);
    for (List<String> key : table.keys) {
      Optional<ColumnPlan> carrier = plan.carrier(key);
      if (carrier.isPresent()) {
        carry(table, carrier.get(), existing);
      }
    }
    for (ColumnPlan one : columns) {
      if (one.column.sequence() != null && one.set.size() >= wanted) {
        carry(table, one, existing);
      }
    }
    return plan;
  }

  private ColumnPlan column(
      TableShape table, Column column, Limits limits, Optional<TableStats.Table> known, long wanted)
      throws SQLException, NoValue {
    TypeShape base = column.type().base();
    List<String> checks = new ArrayList<>();
    List<String> names = new ArrayList<>();
    boolean isTied = false;
    for (Check check : table.checks) {
      List<String> of = CheckText.columns(check.expression(), table.columnNames());
      if (of.equals(List.of(column.name()))) {
        checks.add(check.expression());
        names.add(check.name());
        limits.constants.addAll(CheckText.constants(check.expression()));
      } else {
        isTied |= of.contains(column.name());
      }
    }
    for (TypeShape domain = column.type(); domain.isDomain(); domain = domain.parts().get(0)) {
      for (String check : domain.checks()) {
        // In the check of a domain the value is a name like any other.
        String written = renamed(check, column.name());
        checks.add(written);
        names.add("domain " + domain.name());
        CheckReader of = new CheckReader();
        of.read(written);
        merge(of.of(column.name()), limits);
        limits.constants.addAll(CheckText.constants(written));
      }
    }
    Optional<TableStats.Column> stats = known.flatMap(one -> one.column(column.name()));
    boolean distinct =
        column.sequence() != null
            || table.keys.stream().anyMatch(key -> key.contains(column.name()));
    int width = stats.map(TableStats.Column::width).orElse(0);
    List<ValueSet> sets = TypeValues.of(column.type(), column.modifier(), limits, width, distinct);
    ValueSet set =
        candidates.choose(
            column.name(), base, checks, sets, distinct ? wanted : Math.min(wanted, 20));
    boolean isNullable = !column.isNotNull() && !column.type().isNotNull();
    if (set == null) {
      if (isNullable) {
        return new ColumnPlan(column, ValueSet.of(List.of("")), 2, 1, seed);
      }
      throw new NoValue(
          "no value of column %s (%s) was found that %s accepts"
              .formatted(
                  column.name(),
                  column.type().name(),
                  names.isEmpty() ? "its type" : String.join(" and ", names)));
    }
    double rows = Math.max(1, known.map(TableStats.Table::rows).orElse(wanted));
    double nulls = stats.map(one -> one.nulls() / rows).orElse(isTied ? 0.5 : NULLS);
    return new ColumnPlan(
        column,
        set,
        isNullable ? nulls : 0,
        stats.map(TableStats.Column::distinct).orElse(usualDistinct(base, wanted)),
        Mix.seed(seed, table.name));
  }

  private static long usualDistinct(TypeShape base, long wanted) {
    return base.category().equals("S") ? Math.max(20, wanted / 5) : Long.MAX_VALUE;
  }

  private static String renamed(String check, String column) {
    return check.replaceAll("\\bVALUE\\b", Matcher.quoteReplacement(Quote.identifier(column)));
  }

  private static void merge(Limits from, Limits into) {
    if (from.least != null) {
      into.atLeast(from.least, from.isAboveLeast);
    }
    if (from.greatest != null) {
      into.atMost(from.greatest, from.isBelowGreatest);
    }
    if (from.only != null) {
      into.oneOf(from.only);
    }
    into.shortest = Math.max(into.shortest, from.shortest);
    into.longest = Math.min(into.longest, from.longest);
    into.regex = into.regex == null ? from.regex : into.regex;
  }

  /** Goes on after what is there already. */
  private void carry(TableShape table, ColumnPlan plan, long existing) throws SQLException {
    long first = 0;
    String plain = plan.column.type().base().plain();
    if (existing > 0 && plain.matches("int[248]")) {
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "select floor(max(%s))::bigint from %s"
                      .formatted(Quote.identifier(plan.column.name()), table.name))) {
        row.next();
        long most = row.getLong(1);
        long least = Math.round(Double.parseDouble(plan.set.nth().apply(0)));
        first = Math.max(0, most - least + 1);
      }
    }
    plan.carry(first);
  }
}
