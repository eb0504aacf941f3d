package dev.postcar.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The commands and the options that all of them share, as picocli's model. */
final class Grammar {

  /** The name of the whole, which no command has. */
  static final String PROGRAM = "postcar";

  private static final String FLEET = "fleet";

  private static final List<String> HELP = List.of("-h", "--help", "-V", "--version");

  /** The commands under the headings of the help. */
  static final Map<String, List<Entry>> GROUPS = new LinkedHashMap<>();

  private static final List<Entry> COMMANDS;

  static {
    GROUPS.put(
        "Everyday",
        List.of(
            words(new InitCommand(), "init"),
            packages(new MigrateCommand(), "migrate"),
            packages(new StatusCommand(), "status", "list"),
            words(new RollbackCommand(), "rollback"),
            words(new NewCommand(), "new"),
            words(new PsqlCommand(), "psql"),
            words(new EmbeddedCommand(), "embedded")));
    GROUPS.put(
        "Look",
        List.of(
            words(new LogCommand(), "log"),
            words(new ShowCommand(), "show"),
            packages(new GraphCommand(), "graph"),
            words(new ConfigCommand(), "config")));
    GROUPS.put(
        "Repair",
        List.of(
            words(new ResumeCommand(), "resume"),
            words(new MarkCommand(), "mark"),
            words(new SkipCommand(), "skip"),
            words(new AcceptCommand(), "accept"),
            words(new RenumberCommand(), "renumber")));
    GROUPS.put(
        "Quality",
        List.of(
            words(new CheckCommand(), "check"),
            packages(new VerifyCommand(), "verify"),
            packages(new TraceCommand(), "trace"),
            words(new RehearseCommand(), "rehearse"),
            packages(new DriftCommand(), "drift"),
            words(new SaferCommand(), "safer"),
            words(new SquashCommand(), "squash")));
    GROUPS.put(
        "Operations",
        List.of(
            packages(new WaitCommand(), "wait"),
            words(new FleetCommand(), FLEET),
            words(new RestoreCommand(), "restore"),
            words(new ImportCommand(), "import"),
            words(new CompletionCommand(), "completion"),
            words(new HelpCommand(), "help"),
            words(new VersionCommand(), "version")));
    COMMANDS = GROUPS.values().stream().flatMap(List::stream).toList();
  }

  private Grammar() {}

  /** A command, its name and aliases; some take packages, in the place of the configured ones. */
  record Entry(Command command, boolean takesPackages, List<String> names) {

    String name() {
      return names.get(0);
    }

    CommandSpec spec() {
      CommandSpec spec = command.spec().name(name());
      spec.aliases(names.subList(1, names.size()).toArray(String[]::new));
      return takesPackages
          ? spec.addPositional(
              Words.many("PACKAGE", "Packages to use instead of the configured ones."))
          : spec;
    }
  }

  private static Entry packages(Command command, String... names) {
    return new Entry(command, true, List.of(names));
  }

  private static Entry words(Command command, String... names) {
    return new Entry(command, false, List.of(names));
  }

  /**
   * A model, and what it is to parse.
   *
   * @param line of the program, or of one command alone
   * @param args what is left for it
   */
  record Reading(CommandLine line, List<String> args) {

    /** Parses. */
    ParseResult parse() {
      return line.parseArgs(args.toArray(String[]::new));
    }
  }

  /**
   * A new model for a command line; shared options may stand before or after the command. To build
   * one takes its time: where the first word is a command and no other is named, its own is enough.
   */
  static Reading reading(String... args) {
    List<String> own = own(List.of(args));
    List<Entry> named = allNamed(own);
    boolean alone = named.size() == 1 && named.get(0).names().contains(args[0]);
    if (alone && Collections.disjoint(own, HELP)) {
      List<String> rest = List.of(args).subList(1, args.length);
      return new Reading(line(spec(named.get(0), rest)), rest);
    }
    CommandSpec root = Words.command("").name(PROGRAM);
    // Without a command in sight the options need not be copied to each of them.
    ScopeType scope = named.isEmpty() ? ScopeType.LOCAL : ScopeType.INHERIT;
    SharedOptions.all()
        .forEach(option -> root.addOption(option.toBuilder().scopeType(scope).build()));
    for (Entry command : named.size() == 1 ? named : COMMANDS) {
      CommandSpec spec = command.spec();
      root.addSubcommand(spec.name(), spec);
    }
    return new Reading(line(root), List.of(args));
  }

  /** With the shared options that occur; with all of them where an option occurs that is none. */
  private static CommandSpec spec(Entry command, List<String> args) {
    List<String> options = new ArrayList<>();
    for (String arg : own(args)) {
      if (arg.startsWith("-")) {
        options.add(arg.contains("=") ? arg.substring(0, arg.indexOf('=')) : arg);
      }
    }
    CommandSpec spec = command.spec();
    SharedOptions.of(options).forEach(spec::addOption);
    if (!spec.optionsMap().keySet().containsAll(options)) {
      CommandSpec whole = command.spec();
      SharedOptions.all().forEach(whole::addOption);
      return whole;
    }
    return spec;
  }

  private static CommandLine line(CommandSpec spec) {
    return new CommandLine(spec)
        .setExpandAtFiles(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOverwrittenOptionsAllowed(true)
        .setUnmatchedOptionsAllowedAsOptionParameters(false);
  }

  /** What is before {@code --}: the rest are no options, and no command either. */
  private static List<String> own(List<String> args) {
    int end = args.indexOf("--");
    return end < 0 ? args : args.subList(0, end);
  }

  private static List<Entry> allNamed(List<String> args) {
    List<Entry> named = new ArrayList<>();
    if (!args.isEmpty() && args.get(0).equals(FLEET)) {
      // Its operations have the names of commands.
      return List.of(named(FLEET));
    }
    for (Entry command : COMMANDS) {
      for (String arg : args) {
        if (command.names().contains(arg) && !named.contains(command)) {
          named.add(command);
        }
      }
    }
    return named;
  }

  /** The names of all commands, without aliases. */
  static List<String> names() {
    return COMMANDS.stream().map(Entry::name).toList();
  }

  /** The command of a name or an alias; null if there is none. */
  static Entry named(String name) {
    for (Entry command : COMMANDS) {
      if (command.names().contains(name)) {
        return command;
      }
    }
    return null;
  }
}
