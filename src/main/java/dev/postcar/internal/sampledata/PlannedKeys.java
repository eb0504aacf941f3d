package dev.postcar.internal.sampledata;

import java.util.List;

/** The keys that will be in a table, or are in it up to a row, by the plan of the table. */
record PlannedKeys(RowPlan plan, List<String> columns, boolean isOwn) implements KeySource {

  @Override
  public long size(long row) {
    return isOwn ? row - plan.firstRow() : plan.wanted();
  }

  @Override
  public String[] key(long number) {
    return columns.stream()
        .map(column -> plan.column(column).of(plan.firstRow() + number))
        .toArray(String[]::new);
  }
}
