package dev.postcar.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A parsed command line.
 *
 * @param command the command's first name; {@link Grammar#PROGRAM} where none was given
 * @param options by their long name: the values that were given, in order; empty for a flag
 * @param words those of the command that are no options
 */
record Parsed(String command, Map<String, List<String>> options, List<String> words) {

  /** Takes copies. */
  Parsed {
    options = new LinkedHashMap<>(options);
    words = List.copyOf(words);
  }

  boolean hasCommand() {
    return !command.equals(Grammar.PROGRAM);
  }

  boolean has(String option) {
    return options.containsKey(option);
  }

  /** The last value of an option; null where it was not given. */
  String value(String option) {
    List<String> values = values(option);
    return values.isEmpty() ? null : values.get(values.size() - 1);
  }

  /** All values of an option that may be repeated, in the order in which they stand. */
  List<String> values(String option) {
    return options.getOrDefault(option, List.of());
  }
}
