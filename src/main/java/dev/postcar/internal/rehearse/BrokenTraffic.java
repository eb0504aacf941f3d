package dev.postcar.internal.rehearse;

import dev.postcar.result.RehearseResult.BrokenStatement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an application that is not deployed again would see fail: not what locks have ended. */
final class BrokenTraffic {

  private BrokenTraffic() {}

  /**
   * Finds them.
   *
   * @param notes gets what failed before any migration, too
   */
  static List<BrokenStatement> of(
      List<MeasuredStep> measured, List<TrafficTransaction> all, List<String> notes) {
    Map<String, BrokenStatement> broken = new LinkedHashMap<>();
    for (TrafficTransaction one : all) {
      if (one.sqlState == null || one.sqlState.isEmpty() || one.sqlState.startsWith("40")) {
        continue;
      }
      String migration = null;
      for (MeasuredStep step : measured) {
        for (StatementRecord record : step.records()) {
          boolean past = !record.spans().isEmpty() && record.spans().get(0).from() < one.ended;
          migration = past ? step.step().id().toString() : migration;
        }
      }
      BrokenStatement found = new BrokenStatement(one.kind, one.error, 1, migration);
      broken.merge(
          one.kind + "\t" + one.error,
          found,
          (was, is) ->
              new BrokenStatement(was.traffic(), was.error(), was.count() + 1, was.migration()));
    }
    List<BrokenStatement> found = new ArrayList<>();
    for (BrokenStatement one : broken.values()) {
      if (one.migration() == null) {
        notes.add("failed before any migration, too: %s: %s".formatted(one.traffic(), one.error()));
      } else {
        found.add(one);
      }
    }
    return found;
  }
}
