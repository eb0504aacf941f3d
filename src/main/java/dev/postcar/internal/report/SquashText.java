package dev.postcar.internal.report;

import dev.postcar.result.SquashResult;

/** What a squash wrote, as a person reads it. */
public final class SquashText {

  private SquashText() {}

  /**
   * What a squash wrote.
   *
   * @return a line for the new file, and one for each thing to know of it
   */
  public static String of(SquashResult result) {
    StringBuilder text = new StringBuilder();
    text.append("Wrote ")
        .append(result.file())
        .append(" to replace ")
        .append(Counts.text(result.replaced().size(), "migration"))
        .append(", ")
        .append(result.replaced().get(0))
        .append(" to ")
        .append(result.replaced().get(result.replaced().size() - 1))
        .append('.');
    result
        .rewritten()
        .forEach(
            file ->
                text.append("\nChanged ").append(file).append(", which referred to one of them."));
    if (!result.reversible()) {
      text.append("\nIt is irreversible, because there is no rollback in ")
          .append(String.join(", ", result.irreversible()))
          .append('.');
    }
    return text.append(
            "\n"
                + "Databases with all of them will record it without running it; first migrate the"
                + " others up to ")
        .append(result.replaced().get(result.replaced().size() - 1))
        .append(".")
        .toString();
  }
}
