package dev.postcar.internal.report;

import dev.postcar.result.WaitResult;

/** What a wait ended with, as a person reads it. */
public final class WaitText {

  private WaitText() {}

  /** One line. */
  public static String of(WaitResult result) {
    return result.durationMs() == 0
        ? "Nothing is pending in " + result.database() + "."
        : "Nothing is pending in %s (waited %s)."
            .formatted(result.database(), Times.text(result.durationMs()));
  }
}
