package dev.postcar.internal.config;

import dev.postcar.PostcarException;
import dev.postcar.internal.sql.Durations;
import dev.postcar.internal.sql.Quote;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** The texts of settings as values of their types. */
public final class Values {

  private Values() {}

  /**
   * Reads what was found, as {@link #parse} does.
   *
   * @throws PostcarException.Configuration one line with the origin, if it does not fit
   */
  public static Object read(Setting setting, FoundValue found) {
    try {
      return parse(setting, found);
    } catch (IllegalArgumentException e) {
      boolean said =
          found.origin().endsWith(" " + setting.longFlag())
              || found.origin().endsWith(" " + setting.environment());
      throw new PostcarException.Configuration(
          found.origin() + ": " + (said ? "" : setting.label() + ": ") + e.getMessage() + ".", e);
    }
  }

  /**
   * Reads what was found: a {@link String}, {@link Integer}, {@link Boolean}, {@link Duration} or
   * list of strings.
   *
   * @throws IllegalArgumentException if it does not fit; the message shows no secret
   */
  private static Object parse(Setting setting, FoundValue found) {
    if (setting.type() == Setting.Type.HOOK) {
      return found.hook();
    }
    if (!setting.isList()) {
      return parse(setting, found.text());
    }
    List<String> texts = found.texts().stream().filter(text -> !text.isBlank()).toList();
    refuse(setting, texts);
    return texts;
  }

  /**
   * Refuses what no value of the setting's Java type can be.
   *
   * @throws IllegalArgumentException which says why
   */
  static void refuse(Setting setting, Object value) {
    if (setting.type() == Setting.Type.NAME) {
      Quote.identifier((String) value);
    } else if (setting == Setting.ALLOW_HAZARDS) {
      HazardIds.check((List<?>) value);
    }
  }

  private static Object parse(Setting setting, String text) {
    return switch (setting.type()) {
      case NAME -> name(setting, text);
      case INT -> number(text.strip(), 0, Integer.MAX_VALUE);
      case PORT -> ports(text.strip());
      case BOOLEAN -> bool(text.strip());
      case DURATION -> Durations.parse(text);
      case CHOICE -> choice(setting, text.strip());
      case TEXT -> plain(setting, text);
      default -> text;
    };
  }

  /** psql takes a URL as the database's name; here its password would then be shown. */
  private static String plain(Setting setting, String text) {
    if (setting == Setting.HOST && !text.startsWith("/") && text.matches("(?s).*[@/\\s=].*")) {
      throw new IllegalArgumentException(
          "not a host name: user, password, port and database have settings of their own");
    }
    if (setting == Setting.DBNAME && text.matches("(?is).*\\b(host|password|user|port)\\s*=.*")) {
      throw new IllegalArgumentException(
          "looks like a connection string, whose parts have settings of their own");
    }
    if (text.matches("(jdbc:)?postgres(ql)?:.*")) {
      throw new IllegalArgumentException("looks like a connection URL, which belongs in --url");
    }
    return text;
  }

  /** The values of a list in one text: between commas, targets one in a line. */
  static List<String> split(Setting setting, String text) {
    return setting.type() == Setting.Type.TARGETS
        ? text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList()
        : split(text);
  }

  public static List<String> split(String text) {
    return Arrays.stream(text.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  /** What a setting's value has to be, to stand after "must be". */
  public static String describe(Setting setting) {
    return switch (setting.type()) {
      case INT, PORT -> "a whole number";
      case BOOLEAN -> "true or false";
      case DURATION -> "a duration such as \"5s\"";
      case CHOICE -> "one of " + String.join(", ", setting.choices());
      case LIST -> "a list of strings";
      case PATH -> "a path";
      case PATHS -> "a list of paths";
      case TARGETS -> "a list of targets, or a map of them by name";
      case HOOK -> "a closure: name = { ... }";
      default -> "text";
    };
  }

  public static String format(Duration duration) {
    return Durations.format(duration);
  }

  private static String name(Setting setting, String text) {
    Quote.identifier(text);
    if (setting == Setting.NAMESPACE && text.startsWith("pg_")) {
      // 42939 reserved_name.
      throw new IllegalArgumentException("PostgreSQL reserves names that begin with pg_");
    }
    return text;
  }

  private static int number(String text, int least, int greatest) {
    long number;
    try {
      number = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + text + "\" is not a whole number", e);
    }
    if (number < least || number > greatest) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not between " + least + " and " + greatest);
    }
    return (int) number;
  }

  private static String ports(String text) {
    for (String port : text.split(",", -1)) {
      if (!port.isBlank() || text.isEmpty()) {
        number(port.strip(), 1, 65_535);
      }
    }
    return text;
  }

  private static boolean bool(String text) {
    return switch (text) {
      case "true", "yes", "on", "1" -> true;
      case "false", "no", "off", "0" -> false;
      default -> throw new IllegalArgumentException("\"" + text + "\" is neither true nor false");
    };
  }

  private static String choice(Setting setting, String text) {
    if (!setting.choices().contains(text)) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not one of " + String.join(", ", setting.choices()));
    }
    return text;
  }
}
