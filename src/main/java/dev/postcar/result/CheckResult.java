package dev.postcar.result;

import dev.postcar.PostcarException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What can be said of the migrations without a database.
 *
 * @param migrations how many were looked at; 0 where they could not be loaded
 * @param findings what must be fixed
 * @param hints what may be meant so
 * @param written whether the lock file was rewritten
 */
public record CheckResult(
    int migrations, List<Finding> findings, List<Finding> hints, boolean written)
    implements Result {

  /** Takes copies of the lists. */
  public CheckResult {
    findings = List.copyOf(findings);
    hints = List.copyOf(hints);
  }

  /** This, if there is nothing to fix. */
  public CheckResult orFindings() {
    if (!findings.isEmpty()) {
      throw new PostcarException.Findings(
          findings.stream().map(Finding::toString).collect(Collectors.joining("\n")), this);
    }
    return this;
  }
}
