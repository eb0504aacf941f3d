package dev.postcar.cli;

import dev.postcar.PostcarException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Reads any command line with the model, and says what is wrong with one that cannot be read. */
final class AnyLine {

  private AnyLine() {}

  /**
   * What a command line asks for.
   *
   * @param parsed what was given; null where only help is wanted
   * @param usage the help to show; null where there is a command to run
   */
  record Wish(Parsed parsed, String usage) {}

  /**
   * Reads a command line.
   *
   * @param args the command line
   * @return what to do
   * @throws PostcarException.Configuration if it is none
   */
  static Wish read(String... args) {
    // Otherwise picocli boots Groovy, only to look for closures.
    System.setProperty("picocli.disable.closures", "true");
    Grammar.Reading reading = Grammar.reading(args);
    List<ParseResult> levels = new ArrayList<>();
    try {
      for (ParseResult level = reading.parse(); level != null; level = level.subcommand()) {
        levels.add(level);
      }
    } catch (CommandLine.ParameterException e) {
      throw new PostcarException.Configuration(problem(e));
    }
    ParseResult last = levels.get(levels.size() - 1);
    if (levels.stream().anyMatch(ParseResult::isUsageHelpRequested)) {
      return new Wish(null, usage(last.commandSpec().commandLine()));
    }
    Parsed parsed = parsed(levels, last);
    boolean enough = parsed.hasCommand() || parsed.has("--version");
    return new Wish(parsed, enough ? null : usage(reading.line()));
  }

  private static Parsed parsed(List<ParseResult> levels, ParseResult last) {
    Map<String, List<String>> options = new LinkedHashMap<>();
    for (ParseResult level : levels) {
      // An option that is repeated is listed each time, with all its values.
      for (OptionSpec option : new LinkedHashSet<>(level.matchedOptions())) {
        List<String> values =
            options.computeIfAbsent(option.longestName(), name -> new ArrayList<>());
        Object value = option.getValue();
        if (value instanceof String[] several) {
          Collections.addAll(values, several);
        } else if (!(value instanceof Boolean)) {
          values.add(String.valueOf(value));
        }
      }
    }
    List<String> words =
        last.matchedPositionals().stream()
            .map(ArgSpec::stringValues)
            .flatMap(List::stream)
            .toList();
    return new Parsed(last.commandSpec().name(), options, words);
  }

  static String usage(CommandLine line) {
    StringWriter text = new StringWriter();
    line.usage(new PrintWriter(text), Ansi.OFF);
    return text.toString();
  }

  private static String problem(CommandLine.ParameterException e) {
    String message = String.valueOf(e.getMessage()).strip();
    List<String> suggestions =
        e instanceof CommandLine.UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.of();
    String command = e.getCommandLine().getCommandName();
    return message
        + (message.endsWith(".") ? "" : ".")
        + (suggestions.isEmpty() ? "" : " Did you mean " + suggestions.get(0) + "?")
        + " \"postcar "
        + (command.equals(Grammar.PROGRAM) ? "" : command + " ")
        + "--help\" shows the usage.";
  }
}
