package dev.postcar.internal.sampledata;

/** Which value a column has in which row. */
final class ColumnPlan {

  private static final int FEW = 1_000;

  final Column column;
  final ValueSet set;
  private final double nulls;
  private final long distinct;
  private final long seed;
  private boolean isCarrier;
  private long offset;

  /**
   * Plans a column.
   *
   * @param nulls the part of the rows in which it is null, from 0 to 1
   * @param distinct how many different values it has, unless it is a carrier
   */
  ColumnPlan(Column column, ValueSet set, double nulls, long distinct, long seed) {
    this.column = column;
    this.set = set;
    this.nulls = nulls;
    this.distinct = Math.max(1, Math.min(set.size(), distinct));
    this.seed = Mix.seed(seed, column.name());
  }

  /** Makes each row's value a different one, which carries a key. */
  void carry(long firstNumber) {
    isCarrier = true;
    offset = firstNumber;
  }

  boolean isCarrier() {
    return isCarrier;
  }

  /** The value in a row; null for null. */
  String of(long row) {
    if (isCarrier) {
      return set.nth().apply((offset + row) % set.size());
    }
    if (isNull(row)) {
      return null;
    }
    long mixed = Mix.of(seed, row);
    long number = distinct < FEW ? Mix.skewed(mixed, distinct) : Mix.below(mixed, distinct);
    return set.nth().apply(number * (set.size() / distinct));
  }

  /** Whether it is null in a row, as far as that is not for a foreign key to say. */
  boolean isNull(long row) {
    return nulls > 0 && Mix.unit(Mix.of(seed + 1, row)) < nulls;
  }
}
