package dev.postcar.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The pages of the help, made from the commands' specifications. A tab is between a term and what
 * it means: {@link HelpPages} lays them out when the width is known.
 */
final class HelpText {

  /** The page of the options that all commands share. */
  static final String OPTIONS = "options";

  private HelpText() {}

  /** The names of all pages. */
  static List<String> names() {
    List<String> names = new ArrayList<>(List.of(Grammar.PROGRAM, OPTIONS));
    names.addAll(Grammar.names());
    return names;
  }

  /**
   * One page.
   *
   * @param name of a command, of the program, or {@link #OPTIONS}
   */
  static String of(String name) {
    return switch (name) {
      case Grammar.PROGRAM -> program();
      case OPTIONS ->
          "Options of every command, before or after its name:\n" + options(SharedOptions.all());
      default -> command(Grammar.named(name).spec());
    };
  }

  private static String program() {
    StringBuilder page =
        new StringBuilder(
            """
            Usage: postcar COMMAND [ARGUMENTS] [OPTIONS]

            Migrates PostgreSQL schemas, and only those.
            """);
    Grammar.GROUPS.forEach(
        (group, commands) -> {
          page.append('\n').append(group).append(":\n");
          for (Grammar.Entry command : commands) {
            page.append("  ").append(String.join(", ", command.names())).append('\t');
            // The first sentence.
            page.append(description(command.spec()).replaceFirst("(?<=[.]) .*", "")).append('\n');
          }
        });
    page.append("\nExit codes:\n");
    for (Map.Entry<String, String> code : ExitCodes.ALL.entrySet()) {
      page.append("  ").append(code.getKey()).append('\t').append(code.getValue()).append('\n');
    }
    return page.append(
            """

            "postcar help COMMAND" shows its options and examples, "postcar help options" the options of every command.
            """)
        .toString();
  }

  private static String command(CommandSpec spec) {
    StringBuilder page = new StringBuilder("Usage: " + synopsis(spec) + "\n\n");
    page.append(description(spec)).append('\n');
    StringBuilder terms = new StringBuilder();
    for (PositionalParamSpec word : spec.positionalParameters()) {
      terms.append("  ").append(word.paramLabel()).append('\t');
      terms.append(word.description()[0]).append('\n');
    }
    terms.append(options(spec.options()));
    page.append(terms.isEmpty() ? "" : "\n" + terms);
    page.append("\nExamples:\n");
    for (String example : spec.usageMessage().footer()) {
      page.append("  ").append(example).append('\n');
    }
    return page.append("\n\"postcar help options\" shows the options of every command.\n")
        .toString();
  }

  static String synopsis(CommandSpec spec) {
    StringBuilder synopsis = new StringBuilder("postcar " + spec.name());
    for (PositionalParamSpec word : spec.positionalParameters()) {
      String label = word.paramLabel() + (word.arity().max() > 1 ? "..." : "");
      synopsis.append(word.required() ? " " + label : " [" + label + "]");
    }
    return synopsis.append(" [OPTIONS]").toString();
  }

  static String description(CommandSpec spec) {
    return spec.usageMessage().description()[0];
  }

  private static String options(List<OptionSpec> options) {
    StringBuilder lines = new StringBuilder();
    for (OptionSpec option : options) {
      lines.append("  ").append(option.names().length == 1 ? "    " : "").append(term(option));
      lines.append('\t').append(option.description()[0]).append('\n');
    }
    return lines.toString();
  }

  /** Such as {@code -p, --port N}. */
  static String term(OptionSpec option) {
    String names = String.join(", ", option.names());
    if (option.arity().max() == 0) {
      return names;
    }
    return names + (option.arity().min() == 0 ? "[=%s]" : " %s").formatted(option.paramLabel());
  }
}
