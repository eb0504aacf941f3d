package dev.postcar.cli;

import dev.postcar.Postcar;
import dev.postcar.result.RenumberResult;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code renumber}: gives a pending migration the next number. */
final class RenumberCommand implements Command {

  @Override
  public CommandSpec spec() {
    return Words.command(
            "Rename a pending migration to the next free number, including its file and its"
                + " references in the sources. Asks the database whether it is pending.",
            "postcar renumber M0015_AddPublishers\tto the next free number",
            "postcar renumber M0015 --timestamp\tto the current time")
        .addPositional(Words.one("ID", "1", "The migration to rename."))
        .addOption(Words.flag("Use the current time (UTC) as its number.", "--timestamp"));
  }

  @Override
  public Output run(Call call) {
    try (Postcar postcar = call.postcar()) {
      RenumberResult done = postcar.renumber(call.positional(0), call.has("--timestamp"));
      List<String> files = done.files().stream().map(file -> call.shown(Path.of(file))).toList();
      RenumberResult result = new RenumberResult(done.from(), done.to(), files);
      String text =
          files.isEmpty()
              ? done.from() + " already has the next number. Nothing was changed."
              : done.from() + " is now " + done.to() + ".\n  " + String.join("\n  ", files);
      return new Output(result, text);
    }
  }
}
