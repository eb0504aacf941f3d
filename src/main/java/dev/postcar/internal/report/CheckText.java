package dev.postcar.internal.report;

import dev.postcar.result.CheckResult;
import dev.postcar.result.Finding;

/** What a check found, as a person reads it. */
public record CheckText(AnsiStyle ink) {

  /**
   * What a check found.
   *
   * @return a line each, and a last one with the counts
   */
  public String of(CheckResult result) {
    StringBuilder text = new StringBuilder();
    for (Finding finding : result.findings()) {
      text.append(ink.bad("wrong: ")).append(finding.toString()).append('\n');
    }
    for (Finding hint : result.hints()) {
      text.append(ink.notable("hint: ")).append(hint.toString()).append('\n');
    }
    boolean loaded = result.migrations() > 0;
    return text.append(
            loaded
                ? "Checked " + Counts.text(result.migrations(), "migration")
                : "Nothing more was checked")
        .append(": ")
        .append(
            result.findings().isEmpty()
                ? "nothing is wrong"
                : Counts.text(result.findings().size(), "thing") + " to fix")
        .append(result.hints().isEmpty() ? "" : ", " + Counts.text(result.hints().size(), "hint"))
        .append(result.written() ? "; the lock file was written." : ".")
        .toString();
  }
}
