package dev.postcar.cli;

import dev.postcar.PostcarException;
import dev.postcar.internal.sql.EditDistance;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Reads any command line with the model, and says what is wrong with one that cannot be read. */
final class CommandLineParser {

  /** What other migrators call it. */
  private static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          Map.entry("up", "migrate"),
          Map.entry("upgrade", "migrate"),
          Map.entry("update", "migrate"),
          Map.entry("apply", "migrate"),
          Map.entry("run", "migrate"),
          Map.entry("deploy", "migrate"),
          Map.entry("plan", "migrate --plan"),
          Map.entry("down", "rollback"),
          Map.entry("downgrade", "rollback"),
          Map.entry("undo", "rollback"),
          Map.entry("revert", "rollback"),
          Map.entry("info", "status"),
          Map.entry("ls", "status"),
          Map.entry("current", "status"),
          Map.entry("history", "log"),
          Map.entry("init", "new"),
          Map.entry("create", "new"),
          Map.entry("add", "new"),
          Map.entry("generate", "new"),
          Map.entry("make", "new"),
          Map.entry("revision", "new"),
          Map.entry("validate", "check"),
          Map.entry("lint", "check"),
          Map.entry("test", "verify"),
          Map.entry("diff", "drift"),
          Map.entry("baseline", "mark"),
          Map.entry("stamp", "mark"),
          Map.entry("repair", "accept"),
          Map.entry("version", "--version"));

  private CommandLineParser() {}

  /**
   * What a command line asks for.
   *
   * @param parsed what was given; null where only help is wanted
   * @param usage the help to show; null where there is a command to run
   */
  record Wish(Parsed parsed, String usage) {}

  /** Reads a command line. */
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
    String command = e.getCommandLine().getCommandName();
    boolean program = command.equals(Grammar.PROGRAM);
    String see = " \"postcar " + (program ? "" : command + " ") + "--help\" shows the usage.";
    if (!(e instanceof CommandLine.UnmatchedArgumentException unmatched)) {
      return sentence(e) + see;
    }
    List<String> words = unmatched.getUnmatched();
    if (program && !words.isEmpty() && !words.get(0).startsWith("-")) {
      return noCommand(words, e.getCommandLine().getSubcommands().keySet()) + see;
    }
    if (!program && !words.isEmpty() && !words.get(0).startsWith("-")) {
      return "\"postcar %s\" does not take \"%s\". Put quotes around a name of several words.%s"
          .formatted(command, words.get(0), see);
    }
    List<String> suggestions = unmatched.getSuggestions();
    return sentence(e)
        + (suggestions.isEmpty() ? "" : " Did you mean " + suggestions.get(0) + "?")
        + see;
  }

  private static String noCommand(List<String> words, Set<String> commands) {
    String word = words.get(0);
    String meant =
        word.equals("help")
            ? String.join(" ", words.subList(1, words.size())) + " --help"
            : ELSEWHERE.getOrDefault(word, EditDistance.of(word, commands));
    return "There is no command %s.%s"
        .formatted(word, meant == null ? "" : " Did you mean " + meant.strip() + "?");
  }

  private static String sentence(CommandLine.ParameterException e) {
    String message = String.valueOf(e.getMessage()).strip();
    return message + (message.endsWith(".") ? "" : ".");
  }
}
