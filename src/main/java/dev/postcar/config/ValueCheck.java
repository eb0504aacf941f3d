package dev.postcar.config;

import dev.postcar.PostcarException;
import dev.postcar.sql.Durations;
import dev.postcar.sql.Quote;

/** Refuses a value that is not of its setting's type, in one line with its origin. */
final class ValueCheck {

  private static final int HIGHEST_PORT = 65_535;

  private ValueCheck() {}

  static void check(Setting setting, Value value) {
    String problem = problem(setting, value.text());
    if (problem != null) {
      throw new PostcarException.Configuration(
          value.origin() + ": " + setting.text() + ": " + problem + ".");
    }
  }

  private static String problem(Setting setting, String text) {
    return switch (setting.type()) {
      case INTEGER -> integer(setting, text);
      case BOOLEAN ->
          text.equals("true") || text.equals("false")
              ? null
              : "\"" + text + "\" is neither true nor false";
      case DURATION -> duration(text);
      case CHOICE ->
          setting.choices().contains(text)
              ? null
              : "\"" + text + "\" is none of " + String.join(", ", setting.choices());
      case TEXT ->
          setting == Setting.NAMESPACE || setting == Setting.ROLE ? identifier(text) : null;
      default -> null;
    };
  }

  private static String integer(Setting setting, String text) {
    try {
      int number = Integer.parseInt(text.strip());
      int least = setting == Setting.PORT ? 1 : 0;
      int most = setting == Setting.PORT ? HIGHEST_PORT : Integer.MAX_VALUE;
      return number >= least && number <= most
          ? null
          : text + " is not between " + least + " and " + most;
    } catch (NumberFormatException e) {
      return "\"" + text + "\" is not a whole number";
    }
  }

  private static String duration(String text) {
    try {
      Durations.parse(text);
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  private static String identifier(String text) {
    try {
      Quote.identifier(text);
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }
}
