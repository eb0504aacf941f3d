package dev.postcar.cli;

import dev.postcar.Postcar;
import dev.postcar.internal.report.StatusText;
import dev.postcar.result.StatusResult;
import picocli.CommandLine.Model.CommandSpec;

/** {@code status}: every migration with its state. */
final class StatusCommand implements Command {

  @Override
  public CommandSpec spec() {
    return Words.command(
        "Show every migration and its state.",
        "postcar status\tall configured packages",
        "postcar status shop.migrations\tthis package only",
        "postcar status --json\tfor scripts");
  }

  @Override
  public Output run(Call call) {
    try (Postcar postcar = call.postcar()) {
      StatusResult result = postcar.status();
      return new Output(result, new StatusText(call.ink()).of(result));
    }
  }
}
