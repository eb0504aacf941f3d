package dev.postcar.internal.report;

import dev.postcar.result.LogResult;
import dev.postcar.result.LogResult.LoggedEvent;
import java.util.Locale;

/** The event log as a person reads it: a line for each event, and what a failure said below it. */
public record LogText(AnsiStyle ink) {

  /** The whole of it. */
  public String of(LogResult result) {
    if (result.events().isEmpty()) {
      return "No events in " + result.database() + ".";
    }
    StringBuilder text = new StringBuilder();
    for (LoggedEvent event : result.events()) {
      text.append(text.isEmpty() ? "" : "\n").append(of(event));
    }
    return text.toString();
  }

  private String of(LoggedEvent event) {
    String outcome = String.format(Locale.ROOT, "%-11s", event.outcome());
    String line =
        Times.moment(event.at())
            + "  "
            + String.format(Locale.ROOT, "%-8s", event.operation())
            + "  "
            + (event.sqlstate() == null ? ink.good(outcome) : ink.bad(outcome))
            + "  "
            + (event.migration() == null ? "" : event.migration())
            + ink.faint(
                (event.durationMs() == null ? "" : "  " + Times.text(event.durationMs()))
                    + "  by "
                    + event.by());
    if (event.sqlstate() != null) {
      return line + "\n" + failure(event);
    }
    return event.message() == null
        ? line
        : line + "\n" + event.message().strip().indent(4).stripTrailing();
  }

  /** What a failure said, indented. */
  static String failure(LoggedEvent event) {
    StringBuilder text = new StringBuilder(event.message() == null ? "" : event.message());
    if (!text.toString().contains(event.sqlstate())) {
      text.append(" (SQLSTATE ").append(event.sqlstate()).append(')');
    }
    add(text, "DETAIL: ", event.detail());
    add(text, "HINT: ", event.hint());
    add(text, "", event.statement());
    return text.toString().strip().indent(4).stripTrailing();
  }

  private static void add(StringBuilder text, String label, String what) {
    if (what != null) {
      text.append('\n').append(label).append(what.strip());
    }
  }
}
