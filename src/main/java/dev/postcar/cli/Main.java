package dev.postcar.cli;

import dev.postcar.Event;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.Version;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.config.ProcessEnvironment;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.config.Settings;
import dev.postcar.internal.config.SettingsLoader;
import dev.postcar.internal.report.AnsiStyle;
import dev.postcar.internal.report.Console;
import dev.postcar.internal.report.FleetText;
import dev.postcar.internal.report.Json;
import dev.postcar.internal.report.LiveLine;
import dev.postcar.internal.session.ServerSaid;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The command line: parses it, runs one command, prints what came of it, returns the exit code. */
public final class Main {

  private static final int USAGE = 2;

  /** What these did stays done, whether or not it could be printed. */
  private static final Set<String> CHANGING =
      Set.of(
          "migrate rollback mark skip resume accept restore init new renumber safer squash import"
              .split(" ", -1));

  private static final List<String> VERSION = List.of("--version", "-V");

  private final Terminal terminal;
  private final ProcessEnvironment surroundings;
  private final UnaryOperator<Config> host;
  private final Consumer<IntPredicate> signals;

  /** A command line in given surroundings. */
  public Main(Terminal terminal, ProcessEnvironment surroundings) {
    this(terminal, surroundings, config -> config, ask -> {});
  }

  /**
   * A command line inside another program.
   *
   * @param host what that program changes in the configuration, such as the class loader
   * @param signals told how to end what is under way, before it writes
   */
  public Main(
      Terminal terminal,
      ProcessEnvironment surroundings,
      UnaryOperator<Config> host,
      Consumer<IntPredicate> signals) {
    this.terminal = terminal;
    this.surroundings = surroundings;
    this.host = host;
    this.signals = signals;
  }

  /** Runs the process's command line and ends the process. */
  public static void main(String[] args) {
    // The driver tells the server the JVM's zone; migrations must not depend on it.
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    Terminal terminal = Terminal.ofProcess();
    if (!(args.length == 1 && args[0].startsWith("-"))) {
      WarmUp.begin();
    }
    // What migrations print must not stand in the result.
    System.setOut(new PrintStream(System.err, true, StandardCharsets.UTF_8));
    Main main =
        new Main(terminal, ProcessEnvironment.ofProcess(), config -> config, Signals::listen);
    Runtime.getRuntime().exit(main.run(args));
  }

  /** Runs one command line. */
  public int run(String... args) {
    if (args.length == 1 && VERSION.contains(args[0])) {
      return print("postcar " + Version.text() + "\n", 0);
    }
    String page = HelpPages.name(args);
    if (page != null) {
      return print(page(page), 0);
    }
    Parsed plain = FastPathParser.read(args);
    return plain != null ? run(plain) : runAny(args);
  }

  private int runAny(String... args) {
    CommandLineParser.Wish wish;
    try {
      wish = CommandLineParser.read(args);
    } catch (PostcarException.Configuration e) {
      return failed(e, List.of(args).contains("--json"), false, null);
    }
    if (wish.parsed() == null) {
      return print(page(wish.page()), 0);
    }
    if (wish.page() != null && wish.parsed().has("--json")) {
      String problem = "No command is given. \"postcar --help\" shows the usage.";
      return failed(new PostcarException.Configuration(problem), true, false, null);
    }
    if (wish.page() != null) {
      terminal.err().print(page(wish.page()));
      return USAGE;
    }
    if (wish.parsed().has("--version")) {
      return print("postcar " + Version.text() + "\n", 0);
    }
    return run(wish.parsed());
  }

  private String page(String name) {
    return HelpPages.page(
        name, HelpLayout.width(surroundings.environment(), terminal.interactive()));
  }

  private int run(Parsed parsed) {
    boolean json = parsed.has("--json");
    boolean stackTrace = parsed.has("--stacktrace");
    AnsiStyle ink = new AnsiStyle(!json && colour(parsed));
    LiveLine live =
        new LiveLine(
            terminal.err(),
            progress(parsed),
            Terminal.isUtf8(surroundings.environment()),
            () -> HelpLayout.width(surroundings.environment(), terminal.screen()),
            parsed.command());
    Console console =
        new Console(
            terminal.err(),
            ink,
            parsed.has("--quiet"),
            parsed.has("--verbose"),
            live.begin(),
            mode(parsed));
    if (terminal.screen()) {
      System.setOut(console.others());
      System.setErr(console.others());
    }
    try (Resources resources = new Resources()) {
      Supplier<Settings> settings = () -> settings(parsed, console);
      Call call =
          new Call(
              parsed, settings, surroundings, terminal, console, ink, resources, host, signals);
      Output output = call.run(Grammar.named(parsed.command()).command());
      if (output.text() == null) {
        return output.exitCode();
      }
      String text = json ? Json.document(output.json()) : AnsiStyle.printable(output.text());
      live.close();
      int code = print(text + "\n", output.exitCode());
      boolean did =
          !json
              && CHANGING.contains(parsed.command())
              && !parsed.has("--plan")
              && !parsed.has("--dry-run");
      return did ? output.exitCode() : code;
    } catch (RuntimeException | Error e) {
      live.close();
      return failed(
          ServerSaid.orBrokenProtocol(e),
          json,
          stackTrace,
          parsed.value(Setting.TARGET.longFlag()));
    } finally {
      live.close();
    }
  }

  private Settings settings(Parsed parsed, Console console) {
    Settings settings =
        new SettingsLoader(
                surroundings,
                question -> {
                  console.pause();
                  return terminal.secret(question);
                })
            .load(flags(parsed));
    settings.warnings().stream()
        .distinct()
        .forEach(warning -> console.on(new Event.Warning(warning)));
    return settings;
  }

  private LiveLine.Mode progress(Parsed parsed) {
    String wish = parsed.value("--progress");
    if (wish == null || wish.equals(SharedOptions.Progress.AUTO.name())) {
      return parsed.has("--quiet")
          ? LiveLine.Mode.OFF
          : terminal.screen() ? LiveLine.Mode.LIVE : LiveLine.Mode.PLAIN;
    }
    return LiveLine.Mode.valueOf(wish);
  }

  private static Target.Mode mode(Parsed parsed) {
    if (parsed.has("--dry-run")) {
      return Target.Mode.DRY_RUN;
    }
    return parsed.has("--single-transaction") ? Target.Mode.SINGLE_TRANSACTION : Target.Mode.EACH;
  }

  /** Prints the result; one that is lost is a failure. */
  private int print(String text, int exitCode) {
    terminal.out().print(text);
    if (!terminal.out().checkError()) {
      return exitCode;
    }
    terminal.err().println("postcar: the output cannot be written to stdout. Is the disk full?");
    return exitCode == 0 ? 1 : exitCode;
  }

  private int failed(Throwable failure, boolean json, boolean stackTrace, String target) {
    if (json) {
      print(Json.document(Map.of("error", ErrorMessage.json(failure))) + "\n", 0);
    }
    if (!json || stackTrace) {
      String text = ErrorMessage.text(failure, stackTrace);
      text = target == null ? text : FleetText.forTarget(text, target);
      if (terminal.interactive() && !stackTrace) {
        text = new HelpLayout(HelpLayout.width(surroundings.environment(), true)).message(text);
      }
      terminal.err().println(AnsiStyle.printable(text));
    }
    return ErrorMessage.exitCode(failure);
  }

  private boolean colour(Parsed parsed) {
    String wish = parsed.value("--color");
    boolean wanted = surroundings.environment().getOrDefault("NO_COLOR", "").isEmpty();
    if (wish == null || wish.equals(SharedOptions.Colour.AUTO.name())) {
      return wanted && terminal.interactive();
    }
    return wish.equals(SharedOptions.Colour.ALWAYS.name());
  }

  /** The settings that were given as flags; an empty list stands for a password to ask for. */
  private static Map<Setting, List<String>> flags(Parsed parsed) {
    Map<Setting, List<String>> flags = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      if (setting.longFlag() != null && parsed.has(setting.longFlag())) {
        List<String> texts = parsed.values(setting.longFlag());
        flags.put(setting, texts.contains(SharedOptions.ASK) ? List.of() : texts);
      }
    }
    return flags;
  }
}
