package dev.postcar.internal.config;

import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Flags of the command line in messages, as the methods that a program calls. */
public final class MethodNames {

  /**
   * SQL, which is indented; a command to run on the command line; or a flag with its value, but not
   * where a value came from.
   */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?m)^ {4}.*$|\"postcar [^\"]*\"|(?<!flag )(?<![\\w-])(--[a-z][a-z-]+)(?:=([a-z]+))?( (?:URL|ID|FILE|DIR|N)\\b)?");

  private static final Map<String, String> OTHERS =
      Map.ofEntries(
          Map.entry("--url", "Postcar.on(url)"),
          Map.entry("--flag-directory", "flag(FlagFile)"),
          Map.entry("--no-pipeline", "pipeline(false)"),
          Map.entry("--sslmode", "the URL's sslmode="),
          Map.entry("--allow-cleartext-password", "the URL's allowCleartextPassword=true"),
          Map.entry("--out-of-order", "outOfOrder(OutOfOrder.RUN)"),
          Map.entry("--trust-history", "trustHistory(true)"),
          Map.entry("--to", "Target.to(ID)"),
          Map.entry("--all", "Target.all()"),
          Map.entry("--dry-run", "Target.dryRun()"),
          Map.entry("--single-transaction", "Target.singleTransaction()"),
          Map.entry("--with", "Dump.through(file, command)"),
          Map.entry("--package", "packages(String...)"),
          Map.entry("--against", "CheckOptions.against"),
          Map.entry("--from", "VerifyOptions.from"),
          Map.entry("--only", "VerifyOptions.only"),
          Map.entry("--group", "VerifyOptions.group"),
          Map.entry("--all-down", "VerifyOptions.allDown"),
          Map.entry("--rows", "Data.rows"),
          Map.entry("--dump", "Data.of(Dump)"),
          Map.entry("--database", "Data.clone"),
          Map.entry("--load", "Load.scripts"),
          Map.entry("--clients", "Load.clients"),
          Map.entry("--rate", "Load.rate"),
          Map.entry("--seconds", "Load.around"),
          Map.entry("--plain-indexes", "SquashOptions.plainIndexes"),
          Map.entry("--stats", "TraceOptions.stats"),
          Map.entry("--since", "TraceOptions.since"),
          Map.entry("--unproved", "ImportOptions.unproved"),
          Map.entry("--history", "ImportOptions.history"),
          Map.entry("--table", "ImportOptions.table"),
          Map.entry("--placeholder", "ImportOptions.placeholders"));

  private MethodNames() {}

  /**
   * A message with methods in place of flags. A quoted command stays: a person runs it.
   *
   * @param message may be null
   */
  public static String in(String message) {
    return in(message, flag -> null);
  }

  /**
   * The same with other names where a program has them, such as properties.
   *
   * @param message may be null
   * @param own the name for a flag; null for its method
   */
  public static String in(String message, UnaryOperator<String> own) {
    if (message == null || !message.contains("--")) {
      return message;
    }
    return NAMED
        .matcher(message)
        .replaceAll(
            found -> {
              String flag = found.group(1);
              String name = flag == null ? null : own.apply(flag);
              if (name == null && flag != null) {
                name = method(flag, found.group(2));
              }
              return name == null ? "$0" : name;
            });
  }

  private static String method(String flag, String value) {
    if (flag.equals("--pooled") && value != null) {
      return "pooled(PoolerMode." + value.toUpperCase(Locale.ROOT) + ")";
    }
    String other = OTHERS.get(flag);
    if (other != null) {
      return other;
    }
    return Stream.of(Setting.values())
        .filter(setting -> flag.equals(setting.longFlag()) && isMethod(setting))
        .map(setting -> setting.key() + parameter(setting))
        .findFirst()
        .orElse(null);
  }

  private static boolean isMethod(Setting setting) {
    return setting.key() != null && setting.key().indexOf('.') < 0;
  }

  private static String parameter(Setting setting) {
    return switch (setting.type()) {
      case DURATION -> "(Duration)";
      case PATHS -> "(Path...)";
      case PATH -> "(Path)";
      case BOOLEAN -> "(boolean)";
      case INT -> "(int)";
      default -> "(String)";
    };
  }
}
