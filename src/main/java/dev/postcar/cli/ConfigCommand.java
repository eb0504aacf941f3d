package dev.postcar.cli;

import dev.postcar.internal.config.Settings;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** {@code config}: every setting and where it came from. */
final class ConfigCommand implements Command {

  @Override
  public CommandSpec spec() {
    return Words.command(
        "Show every setting, its value and where it came from.",
        "postcar config\tall settings",
        "postcar config -e production\tthose of an environment",
        "postcar config --json\tfor scripts");
  }

  @Override
  public Output run(Call call) {
    List<Settings.Line> shown = call.settings().lines();
    return new Output(Map.of("settings", shown), table(shown));
  }

  private static String table(List<Settings.Line> shown) {
    int keys = shown.stream().mapToInt(line -> line.key().length()).max().orElse(0);
    int values = shown.stream().mapToInt(line -> value(line).length()).max().orElse(0);
    StringBuilder table = new StringBuilder();
    for (Settings.Line line : shown) {
      String key = line.key() + " ".repeat(keys - line.key().length());
      String value = value(line) + " ".repeat(values - value(line).length());
      table.append(key).append("  ").append(value).append("  ").append(line.origin()).append('\n');
    }
    return table.toString().stripTrailing();
  }

  private static String value(Settings.Line line) {
    return line.value() == null ? "" : line.value();
  }
}
