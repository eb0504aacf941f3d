package dev.postcar.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a {@code Next:} advises: alternatives, each of one command or of several after each other.
 *
 * @param fix whether a migration is to be fixed first
 * @param ways the alternatives
 */
record NextLine(boolean fix, List<Way> ways) {

  private static final Pattern QUOTED =
      Pattern.compile("\"postcar ([^\"]*)\"|\\b(?:re)?run the (?:same )?command\\b");

  /** The command line that said so, as it was given. */
  static final List<String> THE_COMMAND = List.of();

  /**
   * One of the alternatives.
   *
   * @param commands as they are printed
   * @param condition what is said of when it is the right one
   */
  record Way(List<List<String>> commands, String condition) {

    String first() {
      return commands.get(0).isEmpty() ? "" : commands.get(0).get(0);
    }

    Way and(List<String> command) {
      List<List<String>> more = new ArrayList<>(commands);
      more.add(command);
      return new Way(more, condition);
    }

    boolean isConditional() {
      return condition.contains(" if ");
    }
  }

  static NextLine of(String next) {
    List<Way> ways = new ArrayList<>();
    Matcher quoted = QUOTED.matcher(next);
    int end = 0;
    while (quoted.find()) {
      String between = next.substring(end, quoted.start());
      List<String> command =
          quoted.group(1) == null
              ? THE_COMMAND
              : List.of(quoted.group(1).strip().split("\\s+", -1));
      end = quoted.end();
      if (!ways.isEmpty() && between.matches("(?s).*[;.]\\s+(then|Then)\\b.*")) {
        // For the rest, whichever way was taken.
        ways.replaceAll(way -> way.and(command));
      } else if (!ways.isEmpty() && between.matches("(?s).*\\b(then|afterwards|After that)\\b.*")) {
        ways.add(ways.remove(ways.size() - 1).and(command));
      } else {
        ways.add(new Way(List.of(command), condition(next, between, end)));
      }
    }
    return new NextLine(next.matches("(?is).*\\bfix\\b.*|.*\\bmend\\b.*"), ways);
  }

  /** The words between a command and the next one, or the end of the sentence. */
  private static String condition(String next, String before, int end) {
    String after = next.substring(end);
    int stop = after.indexOf('"');
    String behind = stop < 0 ? after : after.substring(0, stop);
    int comma = behind.indexOf(',');
    String own = stop >= 0 && comma >= 0 ? behind.substring(0, comma) : behind;
    boolean leads = before.matches("(?is).*(?:^|[.,;] |\\bor )if [^,.]*,[^,.]*");
    return (leads ? before : "") + own;
  }
}
