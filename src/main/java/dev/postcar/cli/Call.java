package dev.postcar.cli;

import dev.postcar.Dump;
import dev.postcar.Event;
import dev.postcar.FlagFile;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.config.ConnectionSettings;
import dev.postcar.internal.config.ProcessEnvironment;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.config.Settings;
import dev.postcar.internal.fleet.FoundTarget;
import dev.postcar.internal.fleet.TargetConfig;
import dev.postcar.internal.report.AnsiStyle;
import dev.postcar.internal.report.Console;
import dev.postcar.internal.scratch.EmbeddedServer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** How a command was called: its own options, the settings, and whom to tell. */
final class Call {

  private final Parsed parsed;
  private final Supplier<Settings> reading;
  private Settings settings;
  private FoundTarget target;
  private final ProcessEnvironment surroundings;
  private final Terminal terminal;
  private final Console console;
  private final AnsiStyle ink;
  private final Resources resources;
  private final UnaryOperator<Config> host;
  private final Consumer<IntPredicate> signals;

  Call(
      Parsed parsed,
      Supplier<Settings> reading,
      ProcessEnvironment surroundings,
      Terminal terminal,
      Console console,
      AnsiStyle ink,
      Resources resources,
      UnaryOperator<Config> host,
      Consumer<IntPredicate> signals) {
    this.parsed = parsed;
    this.reading = reading;
    this.surroundings = surroundings;
    this.terminal = terminal;
    this.console = console;
    this.ink = ink;
    this.resources = resources;
    this.host = host;
    this.signals = signals;
  }

  /** Runs a command; where a setting is missing, a missing conf script is said first. */
  Output run(Command command) {
    try {
      return command.run(this);
    } catch (PostcarException.Configuration e) {
      boolean missing = e.commandLineMessage().matches("(?s)No [\\w ]+ is configured.*");
      String absence = missing && settings != null ? settings.absence() : null;
      throw absence == null
          ? e
          : new PostcarException.Configuration(absence + "\n" + e.commandLineMessage(), e);
    }
  }

  boolean has(String option) {
    return parsed.has(option);
  }

  String option(String option) {
    return parsed.value(option);
  }

  List<String> options(String option) {
    return parsed.has(option) ? parsed.values(option) : List.of();
  }

  Integer number(String option) {
    String text = parsed.value(option);
    return text == null ? null : Integer.valueOf(text);
  }

  /** The words of the command that are no options. */
  List<String> words() {
    return parsed.words();
  }

  String positional(int index) {
    List<String> words = words();
    return index < words.size() ? words.get(index) : null;
  }

  /** The packages of this run: those of the command line, else the configured ones. */
  private List<String> packages() {
    List<String> words =
        Grammar.named(parsed.command()).takesPackages() ? parsed.words() : List.of();
    return words.isEmpty() ? settings().list(Setting.PACKAGES) : words;
  }

  boolean verbose() {
    return has("--verbose");
  }

  /** The settings, read when they are first needed: not every command needs them. */
  Settings settings() {
    settings = settings == null ? reading.get() : settings;
    return settings;
  }

  ProcessEnvironment surroundings() {
    return surroundings;
  }

  /** For a question, or for what is printed at once: nothing else is shown meanwhile. */
  Terminal terminal() {
    console.pause();
    return terminal;
  }

  Console console() {
    return console;
  }

  AnsiStyle ink() {
    return ink;
  }

  /** The width of the terminal. */
  int width() {
    return HelpLayout.width(surroundings.environment(), terminal.interactive());
  }

  /** The width of the terminal; the other where there is none. */
  int lineWidth(int piped) {
    return terminal.interactive() ? width() : piped;
  }

  /** Prints a part of the result as soon as it is there. */
  void print(String part) {
    if (!part.isEmpty()) {
      console.apart(
          () -> {
            terminal.out().print(AnsiStyle.printable(part));
            terminal.out().flush();
          });
    }
  }

  /**
   * Creates the library's entry point with every setting; starts the embedded server where that is
   * wanted.
   *
   * @throws PostcarException.Configuration if nothing says where the database is
   */
  Postcar postcar() {
    return configured(connected());
  }

  /** The same for what works on a scratch database: a target need not be, nor be started. */
  Postcar postcarForScratch() {
    boolean there =
        settings().isSet(Setting.TARGET)
            || (settings().hasDatabase() && !settings().connection().embedded());
    return configured(there ? connected() : Postcar.withoutDatabase());
  }

  /** The same for what needs no database. */
  Postcar postcarWithoutDatabase() {
    return configured(Postcar.withoutDatabase());
  }

  /** The same for what works on sources first: a database is looked at if there is one. */
  Postcar postcarIfConfigured() {
    return configured(hasDatabase() ? connected() : Postcar.withoutDatabase());
  }

  /** Whether anything says where the database is: the connection, or a target of the fleet. */
  boolean hasDatabase() {
    return settings().isSet(Setting.TARGET) || settings().hasDatabase();
  }

  /** A file as a person in the working directory names it. */
  String shown(Path file) {
    Path here = surroundings.workingDirectory();
    return (file.startsWith(here) ? here.relativize(file) : file).toString();
  }

  private Postcar configured(Postcar postcar) {
    FoundTarget one = target();
    Config own = Config.of(settings());
    Config config =
        (one == null ? own : TargetConfig.of(own, one.schema(), fleet().sharedBookkeeping()))
            .with(Setting.PACKAGES, packages())
            .with(Config.Given.CACHE, privateDirectory().resolve("classes"))
            .with(Config.Given.CLASS_LOADER, Call.class.getClassLoader())
            .with(Config.Given.RESTORE_FIRST, configuredDump())
            .with(Config.Given.FLAG, flag())
            .with(Config.Given.REPORTER, console);
    // A handler of its own costs time that a run without anything to do need not spend.
    return postcar
        .configure(host.apply(config))
        .beforeWriting(() -> signals.accept(postcar::interrupt));
  }

  /** The fleet that the settings describe. */
  ConfiguredFleet fleet() {
    return new ConfiguredFleet(this);
  }

  /** The one target of the fleet that a command is for; null where it is for none. */
  private FoundTarget target() {
    if (target == null && settings().isSet(Setting.TARGET)) {
      target = fleet().target(settings().text(Setting.TARGET));
    }
    return target;
  }

  /** Tells who asks for an end; the operation does not begin to write before. */
  void onSignal(IntPredicate ask) {
    signals.accept(ask);
  }

  /** The dump that migrate restores first; null where none is configured. */
  Dump configuredDump() {
    Path file = settings().path(Setting.RESTORE_DUMP);
    String command = settings().text(Setting.RESTORE_COMMAND);
    return file == null && command == null ? null : Dump.through(file, command);
  }

  /**
   * The file that says a migrate was done; not for packages or a target that the command line
   * names, as others may be pending; null where there is none.
   */
  FlagFile flag() {
    String version = settings().text(Setting.FLAG_VERSION);
    Path directory = settings().path(Setting.FLAG_DIRECTORY);
    if (version == null
        || settings().isSet(Setting.TARGET)
        || !packages().equals(settings().list(Setting.PACKAGES))) {
      return null;
    }
    if (directory == null) {
      throw new PostcarException.Configuration(
          settings().origin(Setting.FLAG_VERSION)
              + ": flag.version needs a directory. Next: add --flag-directory, or flag { directory"
              + " = ... }.");
    }
    return new FlagFile(directory, version, settings().bool(Setting.FLAG_CREATE));
  }

  /** How to connect, to the target of the fleet if the command is for one. */
  ConnectionSettings connection() {
    return target() == null ? configuredConnection() : target().connection();
  }

  /** How to connect as configured; starts the embedded server where that is wanted. */
  ConnectionSettings configuredConnection() {
    ConnectionSettings connection = settings().connection();
    return connection.embedded() ? embedded().connection() : connection;
  }

  EmbeddedServer embedded() {
    console.on(new Event.Phase("opening the embedded PostgreSQL"));
    return resources.add(
        EmbeddedServer.start(privateDirectory(), settings().duration(Setting.LOCK_WAIT)));
  }

  /** Where postcar keeps its own files in a project. */
  Path privateDirectory() {
    return settings().projectRoot().resolve(".postcar");
  }

  private Postcar connected() {
    ConnectionSettings connection = connection();
    return Postcar.on(
        connection.jdbcUrl(),
        connection.driverProperties(),
        settings().duration(Setting.WAIT_FOR_DB));
  }
}
