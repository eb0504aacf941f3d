package dev.postcar.cli;

import dev.postcar.Postcar;
import dev.postcar.internal.report.ShowText;
import dev.postcar.result.ShowResult;
import picocli.CommandLine.Model.CommandSpec;

/** {@code show}: one migration in full. */
final class ShowCommand implements Command {

  @Override
  public CommandSpec spec() {
    return Words.command(
            "Show one migration: its SQL, history and last error.",
            "postcar show M0003\tby its number",
            "postcar show M0003_Books -v\twith the stack of its last error",
            "postcar show shop.migrations.M0003_Books\twhere several packages have it")
        .addPositional(Words.one("ID", "1", "The migration to show."));
  }

  @Override
  public Output run(Call call) {
    try (Postcar postcar = call.postcar()) {
      ShowResult result = postcar.show(call.positional(0));
      boolean stack = call.verbose() || call.has("--stacktrace");
      return new Output(result, new ShowText(call.ink(), stack).of(result));
    }
  }
}
