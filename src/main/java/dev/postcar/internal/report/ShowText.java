package dev.postcar.internal.report;

import dev.postcar.result.ShowResult;
import dev.postcar.result.ShowResult.HistoryRow;
import dev.postcar.result.ShowResult.JournalRow;
import java.util.List;

/**
 * One migration in full, as a person reads it.
 *
 * @param stack whether the stack of an error of the server is shown, too
 */
public record ShowText(AnsiStyle ink, boolean stack) {

  /** What thrown Java code is logged under: only of that the stack says more than the message. */
  private static final String OF_CODE = "XX000";

  /** The whole of it. */
  public String of(ShowResult result) {
    StringBuilder text = new StringBuilder(result.id()).append(": ").append(result.state().text());
    text.append(result.code() ? ", Java code" : "");
    text.append(Boolean.FALSE.equals(result.transactional()) ? ", outside a transaction" : "");
    if (!result.requires().isEmpty()) {
      text.append("\nrequires ").append(String.join(", ", result.requires()));
    }
    if (!result.requiredBy().isEmpty()) {
      text.append("\nrequired by ").append(String.join(", ", result.requiredBy()));
    }
    sql(text, "forward", result.sql(), result.appliedSql());
    section(text, "difference", String.join("\n", result.diff()));
    sql(text, "rollback", result.rollbackSql(), result.appliedRollbackSql());
    section(text, "history", lines(result.history().stream().map(ShowText::of).toList()));
    section(text, "statements", lines(result.statements().stream().map(ShowText::of).toList()));
    if (result.lastError() != null) {
      section(
          text,
          "last error, " + Times.moment(result.lastError().at()),
          LogText.failure(result.lastError()).stripIndent());
      boolean code = OF_CODE.equals(result.lastError().sqlstate());
      section(text, "stack", code || stack ? result.lastStack() : null);
    }
    return text.toString();
  }

  /** Once where what was applied is what there is now. */
  private void sql(StringBuilder text, String name, String now, String applied) {
    boolean same = now != null && applied != null && now.strip().equals(applied.strip());
    section(text, applied == null || same ? name : name + ", as it is now", now);
    section(text, name + ", as applied", same ? null : applied);
  }

  private void section(StringBuilder text, String title, String content) {
    if (content != null && !content.isBlank()) {
      text.append("\n\n")
          .append(ink.faint(title + ":"))
          .append('\n')
          .append(content.strip().indent(4).stripTrailing());
    }
  }

  private static String lines(List<String> lines) {
    return String.join("\n", lines);
  }

  private static String of(HistoryRow row) {
    return row.state()
        + "  "
        + Times.moment(row.appliedAt())
        + (row.durationMs() == null ? "" : "  " + Times.text(row.durationMs()))
        + "  by "
        + row.appliedBy()
        + ", postcar "
        + row.postcarVersion()
        + (row.revertedAt() == null ? "" : "; undone " + Times.moment(row.revertedAt()));
  }

  private static String of(JournalRow row) {
    String rows = row.rows() == null ? "" : ", " + Counts.grouped(row.rows()) + " rows";
    return row.number() == 0
        ? row.direction() + "    also used its connection"
        : row.direction()
            + (row.rows() == null ? " " : " batch ")
            + "%d  %s%s  %s".formatted(row.number(), row.state(), rows, row.sql().strip());
  }
}
