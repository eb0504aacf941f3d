package dev.postcar.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParseResult;

/**
 * A parsed command line. Shared options may stand before or after the command: picocli keeps them
 * with the part that they stand in.
 *
 * @param levels the program first, the command last
 */
record Parsed(List<ParseResult> levels) {

  static Parsed of(ParseResult program) {
    List<ParseResult> levels = new ArrayList<>();
    for (ParseResult level = program; level != null; level = level.subcommand()) {
      levels.add(level);
    }
    return new Parsed(List.copyOf(levels));
  }

  ParseResult command() {
    return levels.get(levels.size() - 1);
  }

  boolean hasCommand() {
    return !command().commandSpec().name().equals(Grammar.PROGRAM);
  }

  boolean has(String option) {
    return levels.stream().anyMatch(level -> level.hasMatchedOption(option));
  }

  /** The value of an option; null where it was not given. */
  Object value(String option) {
    Object value = null;
    for (ParseResult level : levels) {
      if (level.hasMatchedOption(option)) {
        value = level.matchedOptionValue(option, (Object) null);
      }
    }
    return value;
  }

  /** All values of an option that may be repeated, in the order in which they stand. */
  List<String> values(String option) {
    List<String> values = new ArrayList<>();
    for (ParseResult level : levels) {
      Collections.addAll(values, level.matchedOptionValue(option, new String[0]));
    }
    return values;
  }

  /** The words of the command that are no options. */
  List<String> words() {
    return command().matchedPositionals().stream()
        .map(ArgSpec::stringValues)
        .flatMap(List::stream)
        .toList();
  }
}
