package dev.postcar.internal.report;

import dev.postcar.MigrationState;
import dev.postcar.result.StatusResult;
import java.util.Locale;

/** The states of all migrations, as a person reads them. */
public record StatusText(AnsiStyle ink) {

  /**
   * Every migration with its state.
   *
   * @return a table, the views below it, and a last line with the counts
   */
  public String of(StatusResult result) {
    int width = result.migrations().stream().mapToInt(info -> info.id().length()).max().orElse(0);
    int states =
        result.migrations().stream().mapToInt(info -> info.state().text().length()).max().orElse(0);
    StringBuilder text = new StringBuilder();
    for (StatusResult.MigrationInfo info : result.migrations()) {
      String state =
          String.format(Locale.ROOT, "%-" + Math.max(12, states + 1) + "s", info.state().text());
      String id = String.format(Locale.ROOT, "%-" + width + "s", info.id());
      String when =
          info.appliedAt() == null
              ? ""
              : "  "
                  + Times.moment(info.appliedAt())
                  + (info.durationMs() == null
                      ? ""
                      : ink.faint("  " + Times.text(info.durationMs())));
      text.append((paint(info.state(), state) + id + when).stripTrailing()).append('\n');
    }
    for (StatusResult.ViewInfo view : result.views()) {
      String state = String.format(Locale.ROOT, "%-" + Math.max(12, states + 1) + "s", text(view));
      text.append(view.next() == null ? state : ink.notable(state))
          .append("view ")
          .append(view.id())
          .append('\n');
    }
    long changes = result.views().stream().filter(view -> view.next() != null).count();
    return text.append(Counts.text(result.migrations().size(), "migration"))
        .append(" in ")
        .append(result.database())
        .append(", ")
        .append(result.pending())
        .append(" pending")
        .append(changes == 0 ? "" : "; " + Counts.text(changes, "view") + " to change")
        .append('.')
        .toString();
  }

  private static String text(StatusResult.ViewInfo view) {
    if (view.next() == null) {
      return view.up() ? "current" : "inactive";
    }
    return switch (view.next()) {
      case CREATED -> "pending";
      case RECREATED -> "changed";
      case DROPPED -> "to drop";
    };
  }

  private String paint(MigrationState state, String text) {
    return switch (state) {
      case APPLIED, SKIPPED -> ink.good(text);
      case PENDING, REVERTED -> text;
      case OUT_OF_ORDER -> ink.notable(text);
      case INTERRUPTED, MISSING, CHANGED -> ink.bad(text);
    };
  }
}
