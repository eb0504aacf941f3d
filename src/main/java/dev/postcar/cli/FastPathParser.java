package dev.postcar.cli;

import dev.postcar.internal.config.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the command lines that are typed day by day, a command and some settings, without the model
 * that reads any: to build that takes a tenth of a run which has nothing to do. It reads what it is
 * sure of and nothing else.
 */
final class FastPathParser {

  private static final List<String> FLAGS =
      List.of("--json", "-q", "--quiet", "-v", "--verbose", "--stacktrace");

  private FastPathParser() {}

  /**
   * Reads a command line.
   *
   * @return what {@link CommandLineParser} would make of it; null if it takes more to tell, or the
   *     command takes other words than packages
   */
  static Parsed read(String... args) {
    Grammar.Entry command = args.length == 0 ? null : Grammar.named(args[0]);
    if (command == null || !command.takesPackages()) {
      return null;
    }
    Map<String, List<String>> options = new LinkedHashMap<>();
    for (int i = 1; i < args.length; i++) {
      String arg = args[i];
      if (FLAGS.contains(arg)) {
        options.put(longFlag(arg), List.of());
        continue;
      }
      Setting setting = setting(arg);
      boolean valued = setting != null && setting.bareFlagText() == null;
      if (!valued || i + 1 == args.length || !isPlain(args[i + 1])) {
        return null;
      }
      options.computeIfAbsent(setting.longFlag(), flag -> new ArrayList<>()).add(args[++i]);
    }
    return new Parsed(command.name(), options, List.of());
  }

  /** Neither an option nor quoted once more. */
  private static boolean isPlain(String value) {
    return !value.isEmpty()
        && value.charAt(0) != '-'
        && value.indexOf('"') < 0
        && Grammar.named(value) == null;
  }

  private static String longFlag(String flag) {
    return switch (flag) {
      case "-q" -> "--quiet";
      case "-v" -> "--verbose";
      default -> flag;
    };
  }

  private static Setting setting(String flag) {
    for (Setting setting : Setting.values()) {
      if (flag.equals(setting.longFlag()) || flag.equals(setting.shortFlag())) {
        return setting;
      }
    }
    return null;
  }
}
