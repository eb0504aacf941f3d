package dev.postcar.cli;

import dev.postcar.Postcar;
import dev.postcar.internal.report.SquashText;
import dev.postcar.options.SquashOptions;
import dev.postcar.result.SquashResult;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;

/** {@code squash}: makes one migration out of a run of them. */
final class SquashCommand implements Command {

  @Override
  public CommandSpec spec() {
    return Words.command(
            "Replace several migrations with one; tries it on a scratch database first.",
            "postcar squash M0001 M0007 base\treplace seven migrations with one",
            "postcar squash M0001 M0007\twith a name made of the two",
            "postcar squash M0001 M0007 --plain-indexes\twithout CONCURRENTLY, in one transaction")
        .addPositional(Words.at(0, "FROM", "1", "The first migration to replace."))
        .addPositional(
            Words.at(1, "TO", "1", "The last migration to replace; the new one gets its number."))
        .addPositional(Words.at(2, "NAME", "0..1", "Words for the new migration's name."))
        .addOption(
            Words.flag(
                "Leave out CONCURRENTLY: a new database needs no such indexes.",
                "--plain-indexes"));
  }

  @Override
  public Output run(Call call) {
    try (Postcar postcar = call.postcarIfConfigured()) {
      SquashResult result =
          postcar.squash(
              new SquashOptions(
                  call.positional(0),
                  call.positional(1),
                  call.positional(2),
                  call.has("--plain-indexes")));
      SquashResult shown = shown(call, result);
      return new Output(shown, SquashText.of(shown));
    }
  }

  private static SquashResult shown(Call call, SquashResult result) {
    return new SquashResult(
        result.id(),
        call.shown(Path.of(result.file())),
        result.replaced(),
        result.reversible(),
        result.irreversible(),
        result.rewritten().stream().map(file -> call.shown(Path.of(file))).toList());
  }
}
