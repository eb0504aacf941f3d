package dev.postcar.cli;

import dev.postcar.Postcar;
import dev.postcar.internal.report.StatusText;
import dev.postcar.result.StatusResult;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code status}: every migration with its state. */
final class StatusCommand implements Command {

  @Override
  public List<String> names() {
    return List.of("status", "list");
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = Words.command(names(), "Show every migration and its state.");
    return spec.addPositional(
        Words.many("PACKAGE", "Packages to use instead of the configured ones."));
  }

  @Override
  public boolean takesPackages() {
    return true;
  }

  @Override
  public Output run(Call call) {
    try (Postcar postcar = call.postcar()) {
      StatusResult result = postcar.status();
      return new Output(result, new StatusText(call.ink()).of(result));
    }
  }
}
