package dev.postcar.cli;

import dev.postcar.Postcar;
import dev.postcar.internal.report.DoneText;
import dev.postcar.result.RecordResult;
import picocli.CommandLine.Model.CommandSpec;

/** {@code skip}: passes over a pending migration. */
final class SkipCommand implements Command {

  @Override
  public CommandSpec spec() {
    return Words.command(
            "Skip the next pending migration: it will not run.",
            "postcar skip\tskip the next pending migration",
            "postcar skip M0012\tskip this one")
        .addPositional(Words.one("ID", "0..1", "Skip this migration instead of the next one."));
  }

  @Override
  public Output run(Call call) {
    String id = call.positional(0);
    try (Postcar postcar = call.postcar()) {
      RecordResult result = id == null ? postcar.skip() : postcar.skip(id);
      return new Output(result, DoneText.of(result, "Skipped"));
    }
  }
}
