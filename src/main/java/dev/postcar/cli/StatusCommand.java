package dev.postcar.cli;

import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.internal.report.StatusText;
import dev.postcar.result.StatusResult;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code status}: every migration and view with its state. */
final class StatusCommand implements Command {

  @Override
  public CommandSpec spec() {
    return Words.command(
            "Show every migration and view with its state.",
            "postcar status --pending\twhat a migrate would do",
            "postcar status --state changed,missing\tonly these",
            "postcar status --json\tfor scripts")
        .addOption(Words.flag("Show only what a migrate would do.", "--pending"))
        .addOption(
            OptionSpec.builder("--state")
                .type(String[].class)
                .arity("1")
                .paramLabel("STATE")
                .description("Show only these states, such as changed,missing. Repeatable.")
                .build());
  }

  @Override
  public Output run(Call call) {
    StatusFilter filter = StatusFilter.of(call.options("--state"), call.has("--pending"));
    try (Postcar postcar = call.postcar()) {
      StatusResult result = postcar.status();
      return new Output(filter.of(result), text(call, result, filter));
    } catch (PostcarException.Source e) {
      if (!call.has("--json") && e.resultSoFar().orElse(null) instanceof StatusResult result) {
        call.print(text(call, result, filter) + "\n");
      }
      throw e;
    }
  }

  private static String text(Call call, StatusResult result, StatusFilter filter) {
    return new StatusText(call.ink(), call.lineWidth(Integer.MAX_VALUE))
        .of(result, filter.of(result));
  }
}
