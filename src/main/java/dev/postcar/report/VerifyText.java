package dev.postcar.report;

import dev.postcar.VerifyResult;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a verify found, as a person reads it.
 *
 * @param ink colours or none
 */
public record VerifyText(Ink ink) {

  /**
   * What a verify found.
   *
   * @param result what came of each migration
   * @param all whether to list those too that are as they should be
   * @return a line a migration, its differences below, and a last line with the counts
   */
  public String of(VerifyResult result, boolean all) {
    StringBuilder text = new StringBuilder();
    DifferenceText differences = new DifferenceText(ink, 27, "before", "after");
    for (VerifyResult.Verified one : result.migrations()) {
      if (all || one.result() != VerifyResult.Outcome.OK) {
        String outcome = name(one.result());
        text.append(paint(one.result(), String.format(Locale.ROOT, "%-14s", outcome)))
            .append(one.id())
            .append('\n');
      }
      for (VerifyResult.Difference difference : one.differences()) {
        text.append(
            differences.of(
                verb(difference),
                object(difference),
                difference.before(),
                difference.object().equals("error") ? null : difference.after()));
      }
    }
    return text.append(Counts.text(result.migrations().size(), "migration"))
        .append(" verified: ")
        .append(counts(result))
        .append('.')
        .toString();
  }

  private static String verb(VerifyResult.Difference difference) {
    if (difference.object().equals("error")) {
      return difference.phase() + ":";
    }
    String verb =
        difference.before() == null ? "leaves" : difference.after() == null ? "loses" : "changes";
    return difference.phase() + " " + verb;
  }

  private static String object(VerifyResult.Difference difference) {
    return difference.object().equals("error") ? difference.after() : difference.object();
  }

  private static String counts(VerifyResult result) {
    return Arrays.stream(VerifyResult.Outcome.values())
        .filter(outcome -> result.count(outcome) > 0)
        .map(outcome -> result.count(outcome) + " " + name(outcome))
        .collect(Collectors.joining(", "));
  }

  private static String name(VerifyResult.Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private String paint(VerifyResult.Outcome outcome, String text) {
    return switch (outcome) {
      case OK -> ink.good(text);
      case IRREVERSIBLE, CREATION_TIME -> ink.notable(text);
      case DIFFERS, FAILED -> ink.bad(text);
    };
  }
}
