package dev.postcar.cli;

import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.internal.report.SaferText;
import dev.postcar.options.SaferOptions;
import dev.postcar.result.SaferResult;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;

/** {@code safer}: the safe form of a pending migration, with its proof. */
final class SaferCommand implements Command {

  @Override
  public CommandSpec spec() {
    return Words.command(
            "Show a pending migration in a form that blocks nobody for long, and prove on a scratch"
                + " PostgreSQL that it ends in the same schema.",
            "postcar safer M0012\tshow the form and its proof",
            "postcar safer M0012 --write\treplace the migration with it")
        .addPositional(Words.at(0, "ID", "1", "The migration, which must be pending."))
        .addOption(Words.flag("Replace the source of the migration with its form.", "--write"));
  }

  @Override
  public Output run(Call call) {
    SaferOptions options = new SaferOptions(call.positional(0), call.has("--write"));
    try (Postcar postcar = call.postcarIfConfigured()) {
      return output(call, postcar.safer(options), 0);
    } catch (PostcarException.Findings e) {
      return output(call, (SaferResult) e.resultSoFar().orElseThrow(), e.exitCode());
    }
  }

  private static Output output(Call call, SaferResult result, int exitCode) {
    SaferResult shown =
        new SaferResult(
            result.id(),
            result.parts(),
            result.left(),
            result.proof(),
            result.files().stream().map(file -> call.shown(Path.of(file))).toList());
    return new Output(shown, SaferText.of(shown), exitCode);
  }
}
