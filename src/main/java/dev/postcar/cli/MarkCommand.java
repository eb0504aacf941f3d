package dev.postcar.cli;

import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.internal.report.DoneText;
import dev.postcar.result.RecordResult;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code mark}: records migrations as applied without running them. */
final class MarkCommand implements Command {

  @Override
  public CommandSpec spec() {
    return Words.command(
            "Record migrations as applied without running them.",
            "postcar mark M0003_Books\trecord one as applied",
            "postcar mark --to M0008\teverything up to this one",
            "postcar mark --all\tadopt a database that has the schema already")
        .addPositional(Words.many("ID", "The migrations to mark."))
        .addOption(Words.text("ID", "All pending migrations up to this one, including it.", "--to"))
        .addOption(Words.flag("All pending migrations.", "--all"));
  }

  @Override
  public Output run(Call call) {
    List<String> ids = call.words();
    String to = call.option("--to");
    boolean all = call.has("--all");
    int said = (ids.isEmpty() ? 0 : 1) + (to == null ? 0 : 1) + (all ? 1 : 0);
    if (said != 1) {
      throw new PostcarException.Configuration(
          said == 0
              ? "Nothing to mark. Next: add one or more IDs, --to ID, or --all."
              : "IDs, --to and --all cannot be combined: use one.");
    }
    try (Postcar postcar = call.postcar()) {
      RecordResult result =
          ids.isEmpty() ? postcar.markPending(to) : postcar.mark(ids.toArray(String[]::new));
      return new Output(result, DoneText.of(result, "Marked"));
    }
  }
}
