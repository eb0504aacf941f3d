package dev.postcar.cli;

import dev.postcar.Version;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** {@code version}: which postcar this is. */
final class VersionCommand implements Command {

  @Override
  public CommandSpec spec() {
    return Words.command(
        "Show the version.",
        "postcar version\tpostcar " + Version.text(),
        "postcar version --json\tfor scripts");
  }

  @Override
  public Output run(Call call) {
    return new Output(Map.of("version", Version.text()), "postcar " + Version.text());
  }
}
