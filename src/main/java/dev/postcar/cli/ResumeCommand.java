package dev.postcar.cli;

import dev.postcar.Postcar;
import dev.postcar.RecordResult;
import dev.postcar.report.DoneText;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code resume}: goes on with an interrupted migration. */
final class ResumeCommand implements Command {

  @Override
  public List<String> names() {
    return List.of("resume");
  }

  @Override
  public CommandSpec spec() {
    return Words.command(names(), "Go on with an interrupted migration.")
        .addPositional(Words.one("ID", "1", "Which migration."));
  }

  @Override
  public Output run(Call call) {
    try (Postcar postcar = call.postcar()) {
      RecordResult result = postcar.resume(call.positional(0));
      return new Output(result, DoneText.of(result, "Completed"));
    }
  }
}
