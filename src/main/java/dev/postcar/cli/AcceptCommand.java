package dev.postcar.cli;

import dev.postcar.Postcar;
import dev.postcar.internal.report.DoneText;
import dev.postcar.result.RecordResult;
import picocli.CommandLine.Model.CommandSpec;

/** {@code accept}: records that a changed migration is right as it is now. */
final class AcceptCommand implements Command {

  @Override
  public CommandSpec spec() {
    return Words.command(
            "Record the changed SQL of an applied migration without running it.",
            "postcar show M0003\tsee what has changed",
            "postcar accept M0003\trecord the SQL as it is now")
        .addPositional(Words.one("ID", "1", "The migration to accept."));
  }

  @Override
  public Output run(Call call) {
    try (Postcar postcar = call.postcar()) {
      RecordResult result = postcar.accept(call.positional(0));
      return new Output(result, DoneText.of(result, "Accepted"));
    }
  }
}
