package dev.postcar.cli;

import dev.postcar.internal.config.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine.Model.OptionSpec;

/** The options that every command has: how to print, and one for each setting. */
final class SharedOptions {

  /** Stands for a password that was asked to be asked for. */
  static final String ASK = "\0ask";

  private final List<OptionSpec> options = new ArrayList<>();
  private final Predicate<String> wanted;

  private SharedOptions(Predicate<String> wanted) {
    this.wanted = wanted;
  }

  /** When to colour. */
  enum Colour {
    AUTO,
    ALWAYS,
    NEVER
  }

  /** How to show what is being done. */
  enum Progress {
    AUTO,
    PLAIN,
    JSON,
    OFF
  }

  /** All of them, in the order of the usage. */
  static List<OptionSpec> all() {
    return new SharedOptions(name -> true).built();
  }

  /** Those that one of these words names. */
  static List<OptionSpec> of(List<String> words) {
    return new SharedOptions(words::contains).built();
  }

  /** Those of the settings of a fleet, which one command has. */
  static List<OptionSpec> ofFleet() {
    List<OptionSpec> options = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      if (setting.isFleets() && setting.longFlag() != null) {
        options.add(option(setting, names(setting)));
      }
    }
    return options;
  }

  private List<OptionSpec> built() {
    flag("Print one JSON document to stdout.", "--json");
    flag("Print less.", "-q", "--quiet");
    flag("Print the SQL too.", "-v", "--verbose");
    if (isWanted("--color")) {
      options.add(
          OptionSpec.builder("--color")
              .type(Colour.class)
              .arity("1")
              .paramLabel("WHEN")
              .description("auto (default), always or never.")
              .build());
    }
    if (isWanted("--progress")) {
      options.add(
          OptionSpec.builder("--progress")
              .type(Progress.class)
              .arity("1")
              .paramLabel("HOW")
              .description(
                  "auto (default: one line on a terminal, else as plain), plain (a line every 10 s),"
                      + " json (each event as a line on stderr) or off.")
              .build());
    }
    flag("Print the stack trace of a failure.", "--stacktrace");
    if (isWanted("-h", "--help")) {
      options.add(
          OptionSpec.builder("-h", "--help")
              .usageHelp(true)
              .description("Show this help.")
              .build());
    }
    if (isWanted("-V", "--version")) {
      options.add(
          OptionSpec.builder("-V", "--version")
              .versionHelp(true)
              .description("Show the version.")
              .build());
    }
    for (Setting setting : Setting.values()) {
      if (setting.longFlag() != null && !setting.isFleets()) {
        String[] names = names(setting);
        if (isWanted(names)) {
          options.add(option(setting, names));
        }
      }
    }
    return options;
  }

  private void flag(String help, String... names) {
    if (isWanted(names)) {
      options.add(Words.flag(help, names));
    }
  }

  private boolean isWanted(String... names) {
    for (String name : names) {
      if (wanted.test(name)) {
        return true;
      }
    }
    return false;
  }

  private static String[] names(Setting setting) {
    return setting.shortFlag() == null
        ? new String[] {setting.longFlag()}
        : new String[] {setting.shortFlag(), setting.longFlag()};
  }

  private static OptionSpec option(Setting setting, String... names) {
    OptionSpec.Builder option =
        OptionSpec.builder(names)
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
