package dev.postcar.internal.fleet;

import dev.postcar.fleet.FleetTarget;
import dev.postcar.result.FleetResult.Failure;
import dev.postcar.result.FleetResult.State;
import dev.postcar.result.FleetResult.TargetResult;
import java.util.List;

/** What is said of a target on which nothing ran. */
final class WithoutRun {

  private WithoutRun() {}

  /**
   * It was not started.
   *
   * @param why null where the end of the run is the reason
   */
  static TargetResult notTried(FleetTarget target, String why) {
    return new TargetResult(
        target.name(),
        target.group(),
        target.schema(),
        State.NOT_TRIED,
        0,
        null,
        List.of(),
        why == null ? null : new Failure("connection", why, null, null),
        0);
  }

  /** What is known of another target holds for it. */
  static TargetResult as(TargetResult known, FleetTarget target) {
    return new TargetResult(
        target.name(),
        target.group(),
        target.schema(),
        known.state(),
        known.count(),
        known.pending(),
        known.findings(),
        known.failure(),
        known.durationMs());
  }
}
