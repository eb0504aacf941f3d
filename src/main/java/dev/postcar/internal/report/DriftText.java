package dev.postcar.internal.report;

import dev.postcar.result.DriftResult;

/** How the live schema differs, as a person reads it. */
public record DriftText(AnsiStyle ink) {

  /**
   * How the live schema differs from what the migrations build.
   *
   * @return a line an object, its definitions below where both have it, and a last line
   */
  public String of(DriftResult result) {
    StringBuilder text = new StringBuilder();
    for (DriftResult.Difference one : result.creationTimes()) {
      text.append("  moment   ")
          .append(one.object())
          .append(" (its definition contains its creation time)\n");
    }
    if (result.differences().isEmpty()) {
      return text + "The schema is as the applied migrations build it.";
    }
    DifferenceText differences = new DifferenceText(ink, 8, "expected", "live");
    for (DriftResult.Difference one : result.differences()) {
      String verb = one.before() == null ? "extra" : one.after() == null ? "missing" : "differs";
      text.append(differences.of(verb, one.object().replace('\n', ' '), one.before(), one.after()));
    }
    return text.append(Counts.text(result.differences().size(), "object"))
        .append(result.differences().size() == 1 ? " differs" : " differ")
        .append(" from what the applied migrations build.")
        .toString();
  }
}
