package dev.postcar.cli;

import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.internal.report.SaferText;
import dev.postcar.options.RehearseOptions;
import dev.postcar.options.SaferOptions;
import dev.postcar.result.SaferResult;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;

/** {@code safer}: the safe form of a pending migration, with its proof. */
final class SaferCommand implements Command {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Words.command(
                "Show a pending migration in a form that blocks nobody for long, and prove on a scratch"
                    + " PostgreSQL that it ends in the same schema.",
                "postcar safer M0012\tshow the form and its proof",
                "postcar safer M0012 --rehearse --rows 1000000\tboth forms under traffic, too",
                "postcar safer M0012 --write\treplace the migration with it")
            .addPositional(Words.at(0, "ID", "1", "The migration, which must be pending."))
            .addOption(Words.flag("Replace the source of the migration with its form.", "--write"))
            .addOption(
                Words.flag("Also run both forms on made-up rows under traffic.", "--rehearse"));
    return TrafficWords.add(spec);
  }

  @Override
  public Output run(Call call) {
    SaferOptions options =
        new SaferOptions(call.positional(0), call.has("--write"), rehearsal(call));
    try (Postcar postcar = call.postcarIfConfigured()) {
      return output(call, postcar.safer(options), 0);
    } catch (PostcarException.Findings e) {
      return output(call, (SaferResult) e.resultSoFar().orElseThrow(), e.exitCode());
    }
  }

  private static RehearseOptions rehearsal(Call call) {
    if (call.has("--rehearse")) {
      return new RehearseOptions(null, RehearsedData.of(call), TrafficWords.load(call), null);
    }
    String given = TrafficWords.NAMES.stream().filter(call::has).findFirst().orElse(null);
    if (given != null) {
      throw new PostcarException.Configuration(given + " needs --rehearse.");
    }
    return null;
  }

  private static Output output(Call call, SaferResult result, int exitCode) {
    SaferResult shown =
        result.withFiles(result.files().stream().map(file -> call.shown(Path.of(file))).toList());
    return new Output(shown, SaferText.of(shown), exitCode);
  }
}
