package dev.postcar.internal.sampledata;

import java.util.List;

/** Keys that a foreign key may refer to. */
interface KeySource {

  /** How many, at the time when a row is made. */
  long size(long row);

  /** One of them, column by column. */
  String[] key(long number);

  /** The keys that will be in a table, or are in it up to a row, by the plan of the table. */
  record Planned(RowPlan plan, List<String> columns, boolean isOwn) implements KeySource {

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
}
