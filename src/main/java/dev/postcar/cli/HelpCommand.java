package dev.postcar.cli;

import dev.postcar.PostcarException;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** {@code help}: a page of the help. */
final class HelpCommand implements Command {

  @Override
  public CommandSpec spec() {
    return Words.command(
            "Show this help, or that of a command.",
            "postcar help migrate\tits options, with examples",
            "postcar help options\tthe options of every command")
        .addPositional(Words.one("COMMAND", "0..1", "A command, or: options."));
  }

  @Override
  public Output run(Call call) {
    String word = call.positional(0);
    String name = word == null ? Grammar.PROGRAM : HelpPages.named(word);
    if (name == null) {
      throw new PostcarException.Configuration(CommandLineParser.noCommand(word));
    }
    String page = HelpPages.page(name, call.width());
    return new Output(Map.of("help", page), page.stripTrailing());
  }
}
