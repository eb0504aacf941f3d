package dev.postcar.internal.report;

import dev.postcar.result.FleetResult;
import dev.postcar.result.FleetResult.State;
import dev.postcar.result.FleetResult.TargetResult;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What became of the targets of a fleet, as a person reads it: what is alike is said once.
 *
 * @param all whether to name each target
 */
public record FleetText(AnsiStyle ink, boolean all) {

  private static final int NAMED = 5;

  /**
   * The report.
   *
   * @return a part for each reason, and a last line with the counts
   */
  public String of(FleetResult result) {
    StringBuilder text = new StringBuilder();
    Map<State, Map<String, List<TargetResult>>> states = new EnumMap<>(State.class);
    for (TargetResult target : result.targets()) {
      states
          .computeIfAbsent(target.state(), state -> new LinkedHashMap<>())
          .computeIfAbsent(reason(target), reason -> new ArrayList<>())
          .add(target);
    }
    states.forEach((state, reasons) -> reasons.values().forEach(alike -> part(text, state, alike)));
    text.append("fleet ").append(result.operation()).append(": ").append(counts(result));
    text.append(" (").append(Times.text(result.durationMs())).append(").");
    return text.append(next(result)).toString();
  }

  /** What is the same for targets that differ in nothing but their names. */
  private static String reason(TargetResult target) {
    String said =
        target.failure() == null
            ? String.join("\n", target.findings())
            : target.failure().message() + target.failure().sqlstate();
    String own =
        Pattern.quote(target.name())
            + (target.schema() == null ? "" : "|" + Pattern.quote(target.schema()));
    return said.replaceAll("(?<![A-Za-z0-9])(" + own + ")(?!\\w)", "");
  }

  private void part(StringBuilder text, State state, List<TargetResult> alike) {
    TargetResult first = alike.get(0);
    boolean silent = first.failure() == null && first.findings().isEmpty();
    if (silent && !all && state != State.NOT_TRIED) {
      return;
    }
    text.append(paint(state)).append("  ").append(names(alike)).append('\n');
    if (first.failure() != null) {
      String whose = alike.size() > 1 ? "of " + first.name() + ": " : "";
      text.append("  ").append(whose).append(message(first).replace("\n", "\n  "));
      text.append('\n');
    }
    first.findings().forEach(line -> text.append("  ").append(line).append('\n'));
  }

  /** What is rerun is the fleet's command, and any other is for the one target. */
  private static String message(TargetResult target) {
    String text = target.failure().message();
    return forTarget(
        text.replaceAll("\"postcar (migrate|rollback)\"", "\"postcar fleet $1\""), target.name());
  }

  /** The commands that a message advises, for one target of the fleet. */
  public static String forTarget(String text, String target) {
    String name = target.matches("[\\w.:/-]+") ? target : "'" + target.replace("'", "'\\''") + "'";
    return text.replaceAll(
        "(\"postcar (?:migrate|rollback|status|resume|mark|skip|accept|log|show|drift)\\b)",
        "$1 --target " + Matcher.quoteReplacement(name));
  }

  private String names(List<TargetResult> alike) {
    List<String> names = alike.stream().map(TargetResult::name).toList();
    if (all || names.size() <= NAMED) {
      return String.join(", ", names);
    }
    return Counts.text(names.size(), "target")
        + ": "
        + String.join(", ", names.subList(0, NAMED))
        + ", ...";
  }

  private String paint(State state) {
    String text = state.text();
    return switch (state) {
      case DONE, NOTHING -> ink.good(text);
      case FOUND, NOT_TRIED -> ink.notable(text);
      case FAILED, REFUSED, UNREACHABLE -> ink.bad(text);
    };
  }

  private static String counts(FleetResult result) {
    Map<State, Long> counts = new EnumMap<>(State.class);
    result.targets().forEach(target -> counts.merge(target.state(), 1L, Long::sum));
    return Counts.text(result.targets().size(), "target")
        + ": "
        + counts.entrySet().stream()
            .map(one -> Counts.grouped(one.getValue()) + " " + one.getKey().text())
            .collect(Collectors.joining(", "));
  }

  private static String next(FleetResult result) {
    boolean runs = List.of("migrate", "rollback").contains(result.operation());
    return runs && result.exitCode() != 0
        ? "\nNext: fix what is listed above, then rerun the command. Targets that are done stay as they"
            + " are.\nTo work on one target, add --target NAME to any other command."
        : "";
  }
}
