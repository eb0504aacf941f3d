package dev.postcar.internal.report;

import dev.postcar.result.Finding;
import dev.postcar.result.ImportResult;
import java.util.ArrayList;
import java.util.List;

/** What an import did, as a person reads it. */
public final class ImportText {

  private final AnsiStyle ink;

  public ImportText(AnsiStyle ink) {
    this.ink = ink;
  }

  /** A line for each migration, then what is left out. */
  public String of(ImportResult result) {
    List<String> lines = new ArrayList<>();
    int width = result.migrations().stream().mapToInt(one -> one.from().length()).max().orElse(0);
    for (ImportResult.Imported one : result.migrations()) {
      lines.add(
          one.from()
              + " ".repeat(width - one.from().length())
              + "  "
              + one.id()
              + (one.reversible() ? "" : ink.faint("  irreversible")));
    }
    for (Finding left : result.leftOut()) {
      lines.add(ink.notable("left out: ") + left);
    }
    lines.add(summary(result));
    return String.join("\n", lines);
  }

  private static String summary(ImportResult result) {
    String what =
        Counts.text(result.migrations().size(), "migration")
            + (result.views().isEmpty()
                ? ""
                : " and " + Counts.text(result.views().size(), "view"));
    if (result.files().isEmpty()) {
      return what + " of " + result.format() + " can be imported. Nothing was written.";
    }
    return "Imported "
        + what
        + " of "
        + result.format()
        + (result.proved()
            ? "; the old files and the import give the same schema."
            : ". Nothing has compared the schemas.")
        + (result.marked().isEmpty()
            ? ""
            : " " + Counts.text(result.marked().size(), "migration") + " recorded as applied.");
  }
}
