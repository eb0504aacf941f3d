package dev.postcar.options;

import dev.postcar.HintLevel;
import dev.postcar.result.TableStats;
import java.util.Objects;

/**
 * What is traced, and what of it is a finding.
 *
 * @param all whether to report all migrations rather than those that are pending in the target
 * @param stats how large the target's tables are; {@link TableStats#UNKNOWN} if not known
 * @param failOn from which level on a hint is a finding; null for never
 * @param since a branch or commit of git: of these migrations, only those that are new or have
 *     another source file than there; null for all of them
 */
public record TraceOptions(boolean all, TableStats stats, HintLevel failOn, String since) {

  /** Refuses a null for the sizes. */
  public TraceOptions {
    Objects.requireNonNull(stats, "stats");
  }

  /**
   * Those that are pending, or all without a target; no hint is a finding.
   *
   * @return the tracing
   */
  public static TraceOptions pending() {
    return new TraceOptions(false, TableStats.UNKNOWN, null, null);
  }
}
