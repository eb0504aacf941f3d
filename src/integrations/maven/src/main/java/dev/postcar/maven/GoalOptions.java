package dev.postcar.maven;

import dev.postcar.internal.config.Setting;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The properties that a goal reads in addition to the settings, named as in {@code -Dpostcar.NAME}.
 *
 * @param words for the arguments that are no options, in their order
 * @param flags for options, as on the command line without the dashes
 */
record GoalOptions(List<String> words, List<String> flags) {

  private static final String TABLE =
      """
      migrate | | to steps plan dry-run single-transaction
      rollback | id | to steps all plan dry-run single-transaction yes
      status | | pending state
      new | name | package kind format timestamp
      log | | failed limit
      show | id |
      graph | | format
      config | |
      resume | id | done rerun
      mark | id | to all
      skip | id |
      accept | id |
      renumber | id | timestamp
      check | | against write
      verify | | from only group all-down strict
      trace | | all fail-on format level since stats write-stats
      rehearse | id | rows like dump database yes load clients rate seconds seed fail-on
      drift | |
      safer | id | write rehearse rows like load clients rate seconds seed
      squash | first last name | plain-indexes
      wait | | for
      fleet | operation | parallel per-server canary max-failures then-pause targets except-targets shard to yes-targets for
      restore | dump | with
      import | tool dir | check-only format history package placeholder table unproved
      """;

  private static final String SHARED = "json quiet verbose color progress stacktrace";
  private static final String PLUGIN = "skip args packages server include-tests version";

  /** By goal. */
  static final Map<String, GoalOptions> ALL =
      TABLE
          .lines()
          .map(line -> line.split("\\|", -1))
          .collect(
              Collectors.toUnmodifiableMap(
                  cells -> cells[0].strip(),
                  cells -> new GoalOptions(split(cells[1]), split(cells[2]))));

  /** Every name that means something to some goal. */
  static Set<String> names() {
    Set<String> names = new LinkedHashSet<>(split(SHARED + " " + PLUGIN));
    ALL.values().forEach(goal -> Stream.of(goal.words, goal.flags).forEach(names::addAll));
    for (Setting setting : Setting.values()) {
      if (setting.longFlag() != null) {
        names.add(setting.longFlag().substring(2));
      }
    }
    return names;
  }

  /** Whether the command has a flag of this name, settings aside. */
  boolean hasFlag(String name) {
    return flags.contains(name) || split(SHARED).contains(name);
  }

  /** Whether this goal has a property of its own of this name. */
  boolean reads(String name) {
    return words.contains(name) || flags.contains(name);
  }

  /** {@code lockTimeout} and {@code lock-timeout} are one name. */
  static String normalized(String name) {
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  /** The setting with this flag; null if it is none. */
  static Setting setting(String name) {
    return Stream.of(Setting.values())
        .filter(one -> ("--" + name).equals(one.longFlag()) && !one.isFleets())
        .findFirst()
        .orElse(null);
  }

  private static List<String> split(String text) {
    List<String> words = new ArrayList<>(List.of(text.strip().split(" ", -1)));
    words.remove("");
    return words;
  }
}
