package dev.postcar.internal.sampledata;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what became of filling tables. */
final class ResultBuilder {

  private final Map<String, SampleResult.Table> tables = new LinkedHashMap<>();
  private final List<SampleResult.LeftOut> leftOut = new ArrayList<>();

  void leaveOut(String relation, String reason) {
    SampleResult.LeftOut one = new SampleResult.LeftOut(relation, reason);
    if (!leftOut.contains(one)) {
      leftOut.add(one);
    }
  }

  void add(SampleResult.Table part) {
    tables.merge(
        part.relation(),
        part,
        (a, b) ->
            new SampleResult.Table(
                a.relation(), a.rows() + b.rows(), a.existing(), a.durationMs() + b.durationMs()));
  }

  SampleResult build() {
    return new SampleResult(List.copyOf(tables.values()), leftOut);
  }
}
