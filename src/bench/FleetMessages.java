import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what is sent for each target of a fleet in a server's log: the messages of the longest
 * session that repeat with the name of the target alone changed.
 *
 * <p>Arguments: a log with the prefix {@code <%c> } of a run with one target after the other, the
 * file to write to: the messages, each with a form feed behind it, a target as {@code tenant_#}.
 * The first is the one that prepares a statement, which each connection sends once; empty if there
 * is none.
 */
public final class FleetMessages {

  private static final Pattern SAID = Pattern.compile("<(\\S+)> LOG:  (\\S+): (.*)");
  private static final Pattern TARGET = Pattern.compile("tenant_\\d+");

  public static void main(String[] args) throws Exception {
    List<String> session =
        longestSession(Files.readAllLines(Path.of(args[0]), StandardCharsets.ISO_8859_1));
    for (int size = 1; size <= 20; size++) {
      // After the last target there may be messages that are not its own.
      for (int end = session.size(); end > session.size() - 3; end--) {
        List<String> unit = unit(session, end, size);
        if (unit != null) {
          String once =
              session.stream()
                  .filter(message -> message.contains(";\nprepare "))
                  .map(message -> TARGET.matcher(message).replaceAll("tenant_#"))
                  .reduce("", (before, message) -> message);
          String text = once + "\f" + String.join("\f", unit) + "\f";
          Files.writeString(Path.of(args[1]), text, StandardCharsets.ISO_8859_1);
          System.err.println("bench: " + size + " messages a target");
          return;
        }
      }
    }
    throw new IllegalStateException("nothing repeats among " + session.size() + " messages");
  }

  private static List<String> longestSession(List<String> lines) {
    Map<String, List<String>> sessions = new LinkedHashMap<>();
    List<String> last = null;
    for (String line : lines) {
      Matcher said = SAID.matcher(line);
      if (said.matches()) {
        if (!said.group(2).equals("statement")) {
          throw new IllegalStateException("not a message of the simple protocol: " + line);
        }
        last = sessions.computeIfAbsent(said.group(1), id -> new ArrayList<>());
        last.add(said.group(3));
      } else if (line.startsWith("\t") && last != null) {
        last.set(last.size() - 1, last.get(last.size() - 1) + "\n" + line.substring(1));
      } else {
        last = null;
      }
    }
    return sessions.values().stream().max((a, b) -> a.size() - b.size()).orElseThrow();
  }

  /** The messages before the end, if those before them differ by the target alone; else null. */
  private static List<String> unit(List<String> session, int end, int size) {
    if (end < 3 * size) {
      return null;
    }
    Set<String> seen = new TreeSet<>();
    List<String> unit = null;
    for (int turn = 0; turn < 3; turn++) {
      List<String> messages = session.subList(end - (turn + 1) * size, end - turn * size);
      Set<String> targets = new TreeSet<>();
      for (String message : messages) {
        TARGET.matcher(message).results().forEach(one -> targets.add(one.group()));
      }
      List<String> any =
          messages.stream().map(one -> TARGET.matcher(one).replaceAll("tenant_#")).toList();
      if (targets.size() != 1 || !seen.addAll(targets) || (unit != null && !unit.equals(any))) {
        return null;
      }
      unit = any;
    }
    return unit;
  }
}
