package dev.postcar.cli;

import dev.postcar.Postcar;
import dev.postcar.RecordResult;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code mark}: records a migration as applied without running it. */
final class MarkCommand implements Command {

  @Override
  public List<String> names() {
    return List.of("mark");
  }

  @Override
  public CommandSpec spec() {
    return Words.command(names(), "Record a migration as applied, not running it.")
        .addPositional(Words.one("ID", "1", "Which migration."));
  }

  @Override
  public Output run(Call call) {
    try (Postcar postcar = call.postcar()) {
      RecordResult result = postcar.mark(call.positional(0));
      return new Output(result, call.text().of(result, "Marked"));
    }
  }
}
