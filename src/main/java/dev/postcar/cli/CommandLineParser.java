package dev.postcar.cli;

import dev.postcar.PostcarException;
import dev.postcar.internal.sql.EditDistance;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Reads any command line with the model, and says what is wrong with one that cannot be read. */
final class CommandLineParser {

  /** What other tools call it. */
  private static final Map<String, String> ELSEWHERE = new HashMap<>();

  static {
    elsewhere("migrate", "up upgrade update apply run deploy push latest sync execute");
    elsewhere("migrate --plan", "plan preview updatesql explain");
    elsewhere("migrate --dry-run", "dryrun dry-run");
    elsewhere("migrate --to", "goto");
    elsewhere("rollback", "down downgrade undo revert back backward");
    elsewhere("rollback --all", "clean reset fresh drop drop-all erase");
    elsewhere("status", "info ls current pending migrations showmigrations");
    elsewhere("log", "history events");
    elsewhere("new", "create add generate make revision makemigrations make:migration");
    elsewhere("check", "validate lint doctor");
    elsewhere("verify", "test");
    elsewhere("drift", "diff compare");
    elsewhere("mark", "baseline stamp force changelogsync fake");
    elsewhere("accept", "repair checksum rehash clearchecksums");
    elsewhere("renumber", "rename rebase fix");
    elsewhere("graph", "heads branches dependencies");
    elsewhere("restore", "load");
    elsewhere("squash", "merge squashmigrations");
    elsewhere("config", "settings env environment");
    elsewhere("completion", "completions autocomplete");
    elsewhere("init", "initialize initialise setup bootstrap install");
    elsewhere("embedded start", "start server");
    elsewhere("embedded stop", "stop");
    elsewhere("fleet", "tenants shards multi all-databases");
    elsewhere("psql", "sql shell console connect dbconsole dbshell");
    elsewhere("help", "man usage commands");
  }

  private static void elsewhere(String here, String names) {
    for (String name : names.split(" ", -1)) {
      ELSEWHERE.put(name, here);
    }
  }

  private CommandLineParser() {}

  /**
   * What a command line asks for.
   *
   * @param parsed what was given; null where only help is wanted
   * @param page of the help to show; null where there is a command to run
   */
  record Wish(Parsed parsed, String page) {}

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
      return new Wish(null, last.commandSpec().name());
    }
    Parsed parsed = parsed(levels, last);
    boolean enough = parsed.hasCommand() || parsed.has("--version");
    return new Wish(parsed, enough ? null : Grammar.PROGRAM);
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

  private static String problem(CommandLine.ParameterException e) {
    String command = e.getCommandLine().getCommandName();
    boolean program = command.equals(Grammar.PROGRAM);
    String see = " \"postcar " + (program ? "" : command + " ") + "--help\" shows the usage.";
    if (!(e instanceof CommandLine.UnmatchedArgumentException unmatched)) {
      return sentence(e) + see;
    }
    List<String> words = unmatched.getUnmatched();
    if (program && !words.isEmpty() && !words.get(0).startsWith("-")) {
      return noCommand(words.get(0));
    }
    if (!program && !words.isEmpty() && !words.get(0).startsWith("-")) {
      return "\"postcar %s\" does not take \"%s\". Put quotes around a name of several words.%s"
          .formatted(command, words.get(0), see);
    }
    List<String> suggestions = unmatched.getSuggestions();
    return words.stream()
            .filter(word -> word.startsWith("--"))
            // Its value may be a password.
            .reduce(
                sentence(e), (said, word) -> said.replace(word, word.replaceFirst("(?s)=.*", "")))
        + (command.equals("psql")
            ? " Options of psql come after --, as in postcar psql -- -l."
            : "")
        + (suggestions.isEmpty() ? "" : " Did you mean " + suggestions.get(0) + "?")
        + see;
  }

  /** Says so, and which one was probably meant. */
  static String noCommand(String word) {
    String meant =
        ELSEWHERE.getOrDefault(
            word.toLowerCase(Locale.ROOT), EditDistance.of(word, Grammar.names()));
    return "There is no command %s.%s \"postcar --help\" shows the usage."
        .formatted(word, meant == null ? "" : " Did you mean " + meant + "?");
  }

  private static String sentence(CommandLine.ParameterException e) {
    String message = String.valueOf(e.getMessage()).strip();
    return message + (message.endsWith(".") ? "" : ".");
  }
}
