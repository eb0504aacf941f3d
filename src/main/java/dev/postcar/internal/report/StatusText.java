package dev.postcar.internal.report;

import dev.postcar.MigrationState;
import dev.postcar.result.StatusResult;
import dev.postcar.result.StatusResult.MigrationInfo;
import dev.postcar.result.StatusResult.ViewInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The states of all migrations and views, as a person reads them.
 *
 * @param width of a line, in columns: what does not fit is left out, from the right
 */
public record StatusText(AnsiStyle ink, int width) {

  /** The states in the order of the summary. */
  private static final List<String> STATES =
      List.of(
          "applied",
          "marked",
          "skipped",
          "changed",
          "missing",
          "interrupted",
          "out-of-order",
          "reverted",
          "pending",
          "unreadable");

  /** One line of the table; the moment and the duration may be null. */
  private record Row(String state, String id, Instant at, Long ms, UnaryOperator<String> paint) {}

  /** How much of the moment is shown. */
  private enum Shown {
    ALL,
    MOMENT,
    DAY,
    NOTHING
  }

  /**
   * Every migration with its state.
   *
   * @param shown the same, or a part of its migrations and views
   * @return a header, a table, and a last line with the counts of all
   */
  public String of(StatusResult result, StatusResult shown) {
    StringBuilder text = new StringBuilder();
    text.append("Database ").append(result.database()).append(" on ");
    text.append(result.server().place()).append(" (PostgreSQL ").append(result.server().version());
    text.append("), namespace ").append(result.namespace()).append('\n');
    List<Row> rows = rows(shown);
    int states = Math.max(12, widest(rows.stream().map(Row::state).toList()) + 1);
    int ids = widest(rows.stream().map(Row::id).toList());
    Shown columns = columns(rows, states + ids);
    for (Row row : rows) {
      String when = when(row, columns);
      String id = when.isEmpty() ? row.id() : padded(row.id(), ids);
      text.append(row.paint().apply(padded(row.state(), states))).append(id).append(when);
      text.append('\n');
    }
    return text.append(summary(result)).append('.').toString();
  }

  private List<Row> rows(StatusResult result) {
    List<Row> rows = new ArrayList<>();
    for (MigrationInfo info : result.migrations()) {
      Instant at = info.appliedAt() == null ? info.revertedAt() : info.appliedAt();
      rows.add(new Row(info.stateText(), info.id(), at, info.durationMs(), paint(info.state())));
    }
    for (String id : result.unreadable()) {
      rows.add(new Row("unreadable", id, null, null, ink::bad));
    }
    for (ViewInfo view : result.views()) {
      UnaryOperator<String> paint = view.next() == null ? text -> text : ink::notable;
      rows.add(new Row(view.state(), "view " + view.id(), null, null, paint));
    }
    return rows;
  }

  private static int widest(List<String> texts) {
    return texts.stream().mapToInt(String::length).max().orElse(0);
  }

  private static String padded(String text, int to) {
    return text + " ".repeat(Math.max(0, to - text.length()));
  }

  /** As much as fits the width in every line. */
  private Shown columns(List<Row> rows, int before) {
    StatusText plain = new StatusText(new AnsiStyle(false), width);
    for (Shown columns : Shown.values()) {
      if (before + widest(rows.stream().map(row -> plain.when(row, columns)).toList()) <= width) {
        return columns;
      }
    }
    return Shown.NOTHING;
  }

  private String when(Row row, Shown columns) {
    if (row.at() == null || columns == Shown.NOTHING) {
      return "";
    }
    String moment = "  " + Times.moment(row.at());
    return columns == Shown.DAY
        ? moment.substring(0, moment.lastIndexOf(' '))
        : moment
            + (row.ms() == null || columns == Shown.MOMENT
                ? ""
                : ink.faint("  " + Times.text(row.ms())));
  }

  /** Every state that occurs; that nothing is pending is said, too. */
  private static String summary(StatusResult result) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    STATES.forEach(state -> counts.put(state, 0));
    result.migrations().forEach(info -> counts.merge(info.stateText(), 1, Integer::sum));
    counts.put("unreadable", result.unreadable().size());
    List<String> parts = new ArrayList<>();
    counts.forEach(
        (state, count) -> {
          if (count > 0 || (state.equals("pending") && result.pending() == 0)) {
            parts.add(count + " " + state);
          }
        });
    for (String state : List.of("to create", "to rebuild", "to drop")) {
      long views = result.views().stream().filter(view -> view.state().equals(state)).count();
      if (views > 0) {
        parts.add(Counts.text(views, "view") + " " + state);
      }
    }
    return String.join(", ", parts);
  }

  private UnaryOperator<String> paint(MigrationState state) {
    return switch (state) {
      case APPLIED, SKIPPED -> ink::good;
      case PENDING, REVERTED -> text -> text;
      case OUT_OF_ORDER -> ink::notable;
      case INTERRUPTED, MISSING, CHANGED -> ink::bad;
    };
  }
}
