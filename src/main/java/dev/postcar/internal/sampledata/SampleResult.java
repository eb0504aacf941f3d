package dev.postcar.internal.sampledata;

import java.util.List;

/**
 * What became of filling tables.
 *
 * @param tables those that have rows now, in the order in which they were filled
 * @param leftOut what was not made, each with its reason
 */
public record SampleResult(List<Table> tables, List<LeftOut> leftOut) {

  /** Takes copies. */
  public SampleResult {
    tables = List.copyOf(tables);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * One table; a partitioned one with its partitions.
   *
   * @param relation its name, with its schema unless that is {@code public}
   * @param rows how many were made
   * @param existing how many it had before
   * @param durationMs milliseconds
   */
  public record Table(String relation, long rows, long existing, long durationMs) {}

  /**
   * A table, or a part of its rows, that was left out.
   *
   * @param relation its name, with its schema unless that is {@code public}
   * @param reason a clause, such as {@code it is a foreign table}
   */
  public record LeftOut(String relation, String reason) {}
}
