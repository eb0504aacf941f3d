package dev.postcar.internal.sampledata;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  /** Collects it. */
  static final class Builder {

    private final Map<String, Table> tables = new LinkedHashMap<>();
    private final List<LeftOut> leftOut = new ArrayList<>();

    void leaveOut(String relation, String reason) {
      LeftOut one = new LeftOut(relation, reason);
      if (!leftOut.contains(one)) {
        leftOut.add(one);
      }
    }

    void add(Table part) {
      tables.merge(
          part.relation(),
          part,
          (a, b) ->
              new Table(
                  a.relation(),
                  a.rows() + b.rows(),
                  a.existing(),
                  a.durationMs() + b.durationMs()));
    }

    SampleResult build() {
      return new SampleResult(List.copyOf(tables.values()), leftOut);
    }
  }
}
