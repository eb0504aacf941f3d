package dev.postcar.internal.report;

import dev.postcar.result.PlanResult;
import dev.postcar.result.VerifyResult;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a verify found, as a person reads it. */
public record VerifyText(AnsiStyle ink) {

  /**
   * What came of one migration.
   *
   * @param all whether to name it too where it is as it should be
   * @return a line and its differences below, each with a line feed; empty for nothing to say
   */
  public String of(VerifyResult.Verified one, boolean all) {
    StringBuilder text = new StringBuilder();
    DifferenceText differences = new DifferenceText(ink, 27, "before", "after");
    List<PlanResult.Drop> drops =
        one.drops().stream().filter(PlanResult.Drop::mayHoldRows).toList();
    if (all || one.result() != VerifyResult.Outcome.OK || !drops.isEmpty()) {
      text.append(paint(one.result(), String.format(Locale.ROOT, "%-14s", name(one.result()))))
          .append(one.id())
          .append(one.through() == null ? "" : " to " + one.through())
          .append('\n');
    }
    if (one.reason() != null) {
      boolean works = one.result() == VerifyResult.Outcome.NOT_BROKEN;
      text.append(
              works ? "  works, but is declared as known to be broken: " : "  known to be broken: ")
          .append(one.reason())
          .append('\n');
    }
    for (PlanResult.Drop drop : drops) {
      text.append(String.format(Locale.ROOT, "  %-27s ", "rollback drops"))
          .append(PlanText.of(drop))
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
    return text.toString();
  }

  /**
   * The last line.
   *
   * @return the counts
   */
  public String of(VerifyResult result) {
    boolean group = result.migrations().stream().anyMatch(one -> one.through() != null);
    String what = Counts.text(result.migrations().size(), "migration");
    return "%s verified: %s.".formatted(group ? "Group" : what, counts(result));
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
      case IRREVERSIBLE, CREATION_TIME, KNOWN_BROKEN -> ink.notable(text);
      case DIFFERS, FAILED, NOT_BROKEN -> ink.bad(text);
    };
  }
}
