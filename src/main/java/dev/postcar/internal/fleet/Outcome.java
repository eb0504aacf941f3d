package dev.postcar.internal.fleet;

import dev.postcar.result.FleetResult.State;
import java.util.List;

/**
 * What came of one target without a failure.
 *
 * @param count how many migrations were applied or rolled back
 * @param pending how many are left to do; null where that was not seen
 * @param findings what was found, a line each
 */
record Outcome(State state, int count, Integer pending, List<String> findings) {

  /** Of what only looks: whether it found something. */
  static Outcome ofLook(Integer pending, List<String> findings) {
    return new Outcome(findings.isEmpty() ? State.NOTHING : State.FOUND, 0, pending, findings);
  }
}
