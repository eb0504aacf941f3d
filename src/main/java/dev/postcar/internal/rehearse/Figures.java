package dev.postcar.internal.rehearse;

import dev.postcar.result.RehearseResult;
import dev.postcar.result.RehearseResult.Latency;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** Counts the transactions of a time. A transaction counts in each time that it spans. */
record Figures(List<TrafficTransaction> all) {

  private static final String DEADLOCK = "40P01";

  RehearseResult.Figures of(List<Span> spans) {
    List<TrafficTransaction> meanwhile =
        all.stream()
            .filter(one -> !one.slow)
            .filter(one -> spans.stream().anyMatch(span -> span.meets(one.scheduled, one.ended)))
            .toList();
    return new RehearseResult.Figures(
        latency(meanwhile, one -> !one.writes, spans),
        latency(meanwhile, one -> one.writes, spans),
        meanwhile.stream().filter(one -> one.sqlState != null).count(),
        meanwhile.stream().filter(one -> DEADLOCK.equals(one.sqlState)).count());
  }

  private static Latency latency(
      List<TrafficTransaction> meanwhile, Predicate<TrafficTransaction> some, List<Span> spans) {
    long[] micros =
        meanwhile.stream().filter(some).mapToLong(one -> one.ended - one.scheduled).toArray();
    Arrays.sort(micros);
    long waited =
        meanwhile.stream()
            .filter(some)
            .flatMapToLong(one -> spans.stream().mapToLong(one::longestWait))
            .max()
            .orElse(0);
    return new Latency(
        micros.length,
        percentile(micros, 50),
        percentile(micros, 99),
        percentile(micros, 100),
        waited / 1_000);
  }

  /** The smallest value that so many of a hundred do not exceed. */
  static long percentile(long[] sorted, int percent) {
    if (sorted.length == 0) {
      return 0;
    }
    return sorted[(int) Math.max(0, (long) Math.ceil(sorted.length * percent / 100.0) - 1)];
  }
}
