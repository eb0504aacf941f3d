package dev.postcar.maven;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.ConnectionUrl;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.config.Settings;
import dev.postcar.internal.os.CommandWords;
import dev.postcar.internal.sql.EditDistance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Turns properties into a command line: those that Maven was started with are its flags; what the
 * pom says of settings counts where the environment says nothing.
 */
final class CommandArguments {

  private final Set<String> names = GoalOptions.names();
  private final GoalOptions goal;
  private final List<String> called;
  private final Map<String, String> environment;
  private final Map<String, String> given = new LinkedHashMap<>();

  /**
   * The arguments of one goal.
   *
   * @param line the goals and phases that Maven was started with
   */
  CommandArguments(String goal, List<String> line, Map<String, String> environment) {
    this.called =
        line.stream()
            .filter(one -> one.contains("postcar") && one.contains(":"))
            .map(one -> one.replaceFirst(".*:", "").replaceFirst("@.*", ""))
            .filter(GoalOptions.ALL::containsKey)
            .toList();
    this.goal = GoalOptions.ALL.get(goal);
    this.environment = new HashMap<>(environment);
  }

  /** Adds what stands on Maven's command line. */
  void addGiven(String property, String value) {
    String name = known(property);
    if (!called.isEmpty()
        && GoalOptions.ALL.values().stream().anyMatch(one -> one.reads(name))
        && called.stream().noneMatch(one -> GoalOptions.ALL.get(one).reads(name))) {
      // Without its limit, a migrate would do more than was asked for.
      throw new PostcarException.Configuration(
          "postcar:%1$s does not read postcar.%2$s. \"mvn postcar:help -Ddetail -Dgoal=%1$s\" lists what it reads."
              .formatted(called.get(0), name));
    }
    if (name.equals("packages")) {
      environment.put(Setting.PACKAGES.environment(), value);
    }
    given.put(name, value);
  }

  /** Adds the plugin's configuration in the pom. */
  void addOfPom(Map<String, String> configured) {
    configured.forEach(
        (key, value) -> {
          String name = known(key);
          if (name.equals("password") || hasPassword(value)) {
            throw new PostcarException.Configuration(
                "<%s> in the pom contains a password, and mvn -X prints the pom.\nNext: set POSTCAR_PASSWORD, or name a <server> of settings.xml."
                    .formatted(key));
          }
          addProperty(name, value);
        });
  }

  /** A URL with one, or arguments with one or with such a URL. */
  private static boolean hasPassword(String value) {
    return Stream.of(value.strip().split("\\s+", -1))
        .anyMatch(
            word ->
                word.matches("(--password|-P).*")
                    || isUrlWithPassword(word.replaceFirst("^--[a-z-]+=", "")));
  }

  private static boolean isUrlWithPassword(String text) {
    try {
      return ConnectionUrl.parse(text, "").masked().contains(Settings.MASK);
    } catch (PostcarException e) {
      // No URL, or a broken one: the command says so.
      return false;
    }
  }

  /** Adds a property of the pom or of a profile; one that postcar does not know is another's. */
  void addProperty(String property, String value) {
    String name = GoalOptions.normalized(property);
    Setting setting = name.equals("packages") ? Setting.PACKAGES : GoalOptions.setting(name);
    if (setting == null) {
      given.putIfAbsent(name, value);
    } else if (isUnset(setting.environment())
        && (setting != Setting.URL || isUnset("DATABASE_URL"))) {
      environment.put(setting.environment(), value);
    }
  }

  private String known(String property) {
    String name = GoalOptions.normalized(property);
    if (!names.contains(name)) {
      throw new PostcarException.Configuration(
          "There is no property postcar.%s. Did you mean postcar.%s?"
              .formatted(property, EditDistance.of(name, names)));
    }
    return name;
  }

  private boolean isUnset(String variable) {
    return environment.getOrDefault(variable, "").isBlank();
  }

  /** The value of a property; null if it is not set. */
  String value(String name) {
    return given.get(name);
  }

  /** The environment, with what the pom adds. */
  Map<String, String> environment() {
    return environment;
  }

  /** What follows the command's name. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    given.forEach(
        (name, value) -> {
          Setting setting = GoalOptions.setting(name);
          if (setting != null) {
            arguments.add(flag(name, value, setting.bareFlagText()));
          } else if (goal.hasFlag(name) && !value.equals("false")) {
            arguments.add(flag(name, value, ""));
          }
        });
    String more = given.getOrDefault("args", "");
    if (!more.isBlank()) {
      arguments.addAll(words(more));
    }
    for (String word : goal.words()) {
      String value = given.get(word);
      if (value != null) {
        arguments.addAll(word.equals("id") ? List.of(value.split(",", -1)) : List.of(value));
      }
    }
    return arguments;
  }

  private static List<String> words(String text) {
    try {
      return CommandWords.split(text);
    } catch (PostcarException.Configuration e) {
      throw new PostcarException.Configuration("postcar.args has a quote that is never closed.", e);
    }
  }

  /** Maven says true for a property without a value. */
  private static String flag(String name, String value, String bare) {
    boolean isBare = value.isEmpty() || value.equals("true");
    String text = isBare && bare != null ? bare : isBare ? "" : value;
    return text.isEmpty() && isBare ? "--" + name : "--" + name + "=" + text;
  }
}
