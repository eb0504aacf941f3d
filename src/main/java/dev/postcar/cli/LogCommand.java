package dev.postcar.cli;

import dev.postcar.Postcar;
import dev.postcar.internal.report.LogText;
import dev.postcar.result.LogResult;
import picocli.CommandLine.Model.CommandSpec;

/** {@code log}: the event log. */
final class LogCommand implements Command {

  private static final int USUAL_LIMIT = 50;

  @Override
  public CommandSpec spec() {
    return Words.command(
            "Show what was done to this database, newest last.",
            "postcar log\tthe newest 50 events",
            "postcar log --failed\tonly what failed")
        .addOption(Words.flag("Show only failures.", "--failed"))
        .addOption(
            Words.number(
                "N", "At most this many events. Default: " + USUAL_LIMIT + ".", "--limit"));
  }

  @Override
  public Output run(Call call) {
    Integer limit = call.number("--limit");
    try (Postcar postcar = call.postcar()) {
      LogResult result = postcar.log(call.has("--failed"), limit == null ? USUAL_LIMIT : limit);
      return new Output(result, new LogText(call.ink()).of(result));
    }
  }
}
