package dev.postcar.result;

import dev.postcar.PostcarException;
import java.util.List;

/**
 * How a live schema differs from the one that its applied migrations build.
 *
 * @param differences by object
 * @param creationTimes objects whose definition holds the moment of its creation, and differs in
 *     nothing else
 */
public record DriftResult(List<Difference> differences, List<Difference> creationTimes)
    implements Result {

  /**
   * One object that differs.
   *
   * @param object kind and name
   * @param before as the migrations build it; null if they build none
   * @param after as it is in the live database; null if it is not there
   */
  public record Difference(String object, String before, String after) {}

  /** Takes copies. */
  public DriftResult {
    differences = List.copyOf(differences);
    creationTimes = List.copyOf(creationTimes);
  }

  /** This, if there is no difference. */
  public DriftResult orFindings() {
    if (!differences.isEmpty()) {
      throw new PostcarException.Findings(
          differences.size()
              + (differences.size() == 1 ? " object differs" : " objects differ")
              + " from what the applied migrations build.",
          this);
    }
    return this;
  }
}
