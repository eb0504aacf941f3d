package dev.postcar.cli;

import dev.postcar.config.Setting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/** The commands and the options that all of them share, as picocli's model. */
final class Grammar {

  /** Stands for a password that was asked to be asked for. */
  static final String ASK = "\0ask";

  /** When to colour. */
  enum Colour {
    AUTO,
    ALWAYS,
    NEVER
  }

  /** The name of the whole, which no command has. */
  static final String PROGRAM = "postcar";

  private static final List<String> HELP = List.of("-h", "--help", "-V", "--version");

  private static final List<Command> COMMANDS =
      List.of(
          new MigrateCommand(),
          new RollbackCommand(),
          new NewCommand(),
          new StatusCommand(),
          new MarkCommand(),
          new ResumeCommand(),
          new AcceptCommand(),
          new ConfigCommand());

  private Grammar() {}

  /**
   * A model, and what it is to parse.
   *
   * @param line of the program, or of one command alone
   * @param args what is left for it
   */
  record Reading(CommandLine line, List<String> args) {}

  /**
   * A new model for a command line; shared options may stand before or after the command. To build
   * one takes its time: where the first word is a command and no other is named, its own is enough.
   *
   * @param args the command line
   */
  static Reading reading(String... args) {
    List<Command> named = named(args);
    boolean alone = named.size() == 1 && named.get(0).names().contains(args[0]);
    if (alone && Collections.disjoint(List.of(args), HELP)) {
      CommandSpec spec = named.get(0).spec();
      shared().forEach(spec::addOption);
      return new Reading(line(spec), List.of(args).subList(1, args.length));
    }
    CommandSpec root =
        Words.command(List.of(PROGRAM), "Migrates PostgreSQL schemas, and only those.");
    // Without a command in sight the options need not be copied to each of them.
    ScopeType scope = named.isEmpty() ? ScopeType.LOCAL : ScopeType.INHERIT;
    shared().forEach(option -> root.addOption(option.toBuilder().scopeType(scope).build()));
    root.usageMessage().sortOptions(false).abbreviateSynopsis(true);
    for (Command command : named.size() == 1 ? named : COMMANDS) {
      CommandSpec spec = command.spec();
      spec.usageMessage().sortOptions(false).abbreviateSynopsis(true);
      root.addSubcommand(spec.name(), spec);
    }
    return new Reading(line(root), List.of(args));
  }

  private static CommandLine line(CommandSpec spec) {
    return new CommandLine(spec)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOverwrittenOptionsAllowed(true)
        .setUnmatchedOptionsAllowedAsOptionParameters(false);
  }

  private static List<Command> named(String... args) {
    List<Command> named = new ArrayList<>();
    for (Command command : COMMANDS) {
      for (String arg : args) {
        if (command.names().contains(arg) && !named.contains(command)) {
          named.add(command);
        }
      }
    }
    return named;
  }

  static Command action(String name) {
    for (Command command : COMMANDS) {
      if (command.names().get(0).equals(name)) {
        return command;
      }
    }
    throw new IllegalArgumentException(name);
  }

  private static List<OptionSpec> shared() {
    List<OptionSpec> options = new ArrayList<>();
    options.add(Words.flag("One JSON document on stdout.", "--json"));
    options.add(Words.flag("Say less.", "-q", "--quiet"));
    options.add(Words.flag("Print the SQL too.", "-v", "--verbose"));
    options.add(
        OptionSpec.builder("--color")
            .type(Colour.class)
            .arity("1")
            .paramLabel("WHEN")
            .description("auto (default), always or never.")
            .build());
    options.add(Words.flag("Print the stack trace of a failure.", "--stacktrace"));
    options.add(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("Show the usage.").build());
    options.add(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .description("Show the version.")
            .build());
    for (Setting setting : Setting.values()) {
      if (setting.longFlag() != null) {
        options.add(option(setting));
      }
    }
    return options;
  }

  private static OptionSpec option(Setting setting) {
    List<String> names = new ArrayList<>();
    if (setting.shortFlag() != null) {
      names.add(setting.shortFlag());
    }
    names.add(setting.longFlag());
    OptionSpec.Builder option =
        OptionSpec.builder(names.toArray(String[]::new))
            .type(String[].class)
            .paramLabel(label(setting))
            .description(setting.help() + "." + defaultHelp(setting));
    String bare = setting.bareFlagText();
    return bare == null
        ? option.arity("1").build()
        : option.arity("0..1").fallbackValue(bare.isEmpty() ? ASK : bare).build();
  }

  private static String label(Setting setting) {
    return switch (setting.type()) {
      case INT, PORT -> "N";
      case BOOLEAN -> "true|false";
      case DURATION -> "DURATION";
      case CHOICE -> String.join("|", setting.choices());
      case PATH, PATHS -> "PATH";
      case URL -> "URL";
      case NAME -> "NAME";
      default -> "TEXT";
    };
  }

  private static String defaultHelp(Setting setting) {
    return setting.defaultText() == null ? "" : " Default: " + setting.defaultText() + ".";
  }
}
