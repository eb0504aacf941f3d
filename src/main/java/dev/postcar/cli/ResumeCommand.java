package dev.postcar.cli;

import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.internal.report.DoneText;
import dev.postcar.result.RecordResult;
import picocli.CommandLine.Model.CommandSpec;

/** {@code resume}: continues an interrupted migration. */
final class ResumeCommand implements Command {

  @Override
  public CommandSpec spec() {
    return Words.command(
            "Continue an interrupted migration, or its rollback.",
            "postcar resume M0014\tcontinue where it stopped",
            "postcar resume M0014 --done 2\tstatement 2 took effect",
            "postcar resume M0014 --rerun 2\tstatement 2 did not take effect")
        .addPositional(Words.one("ID", "1", "The interrupted migration."))
        .addOption(Words.number("N", "Statement N took effect: record it as done.", "--done"))
        .addOption(Words.number("N", "Statement N did not take effect: run it again.", "--rerun"));
  }

  @Override
  public Output run(Call call) {
    String id = call.positional(0);
    Integer done = call.number("--done");
    Integer rerun = call.number("--rerun");
    if (done != null && rerun != null) {
      throw new PostcarException.Configuration("--done and --rerun cannot be combined: use one.");
    }
    try (Postcar postcar = call.postcar()) {
      RecordResult result =
          done != null
              ? postcar.resumeDone(id, done)
              : rerun != null ? postcar.resumeRerun(id, rerun) : postcar.resume(id);
      return new Output(result, DoneText.of(result, "Completed"));
    }
  }
}
