package dev.postcar.cli;

import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.report.DriftText;
import dev.postcar.result.DriftResult;
import picocli.CommandLine.Model.CommandSpec;

/** {@code drift}: the live schema against the one that the applied migrations build. */
final class DriftCommand implements Command {

  @Override
  public CommandSpec spec() {
    return Words.command(
        "Compare the live schema with the one that the applied migrations build on a scratch"
            + " PostgreSQL.",
        "postcar drift\tthe configured database",
        "postcar drift -e production\tthat of an environment");
  }

  @Override
  public Output run(Call call) {
    try (Postcar postcar = call.postcar()) {
      DriftResult result =
          postcar.drift(call.settings().list(Setting.IGNORE).toArray(String[]::new));
      return new Output(result, new DriftText(call.ink()).of(result));
    } catch (PostcarException.Findings e) {
      DriftResult result = (DriftResult) e.resultSoFar().orElseThrow();
      return new Output(result, new DriftText(call.ink()).of(result), e.exitCode());
    }
  }
}
