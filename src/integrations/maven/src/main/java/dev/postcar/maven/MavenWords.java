package dev.postcar.maven;

import dev.postcar.PostcarException;
import dev.postcar.internal.os.CommandWords;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Commands and flags in messages, as the goals and properties of Maven. */
final class MavenWords {

  /** SQL, which is indented; a quoted command; or a flag. */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?m)^ {4}.*$|\"postcar ([^\"]*)\"|(?:flag )?(?<![\\w-])--([a-z][a-z-]+)(?:=(\\w+))?");

  private MavenWords() {}

  /** The message as Maven says it. */
  static String in(String message) {
    return NAMED
        .matcher(message.replace("the caller's class path", "the project's class path"))
        .replaceAll(found -> Matcher.quoteReplacement(replaced(found)));
  }

  private static String replaced(MatchResult found) {
    if (found.group(1) != null) {
      String goal = goal(found.group(1));
      return goal == null ? found.group() : '"' + goal + '"';
    }
    String flag = found.group(2);
    return flag == null || !GoalOptions.names().contains(flag)
        ? found.group()
        : "-Dpostcar." + flag + (found.group(3) == null ? "" : "=" + found.group(3));
  }

  /** The call of Maven that does the same; null where there is none. */
  private static String goal(String command) {
    List<String> words;
    try {
      words = CommandWords.split(command);
    } catch (PostcarException e) {
      return null;
    }
    GoalOptions options = GoalOptions.ALL.get(words.get(0));
    if (options == null) {
      return null;
    }
    StringBuilder call = new StringBuilder("mvn postcar:").append(words.get(0));
    List<String> free = new ArrayList<>(options.words());
    for (int i = 1; i < words.size(); i++) {
      String word = words.get(i);
      boolean flag = word.startsWith("--");
      if (!flag && free.isEmpty()) {
        return null;
      }
      String value = flag ? word.substring(2) : free.remove(0) + "=" + word;
      boolean valued = flag && i + 1 < words.size() && !words.get(i + 1).startsWith("-");
      call.append(" -Dpostcar.").append(value);
      if (valued && (free.isEmpty() || i + 2 < words.size())) {
        call.append('=').append(words.get(++i));
      }
    }
    return call.toString();
  }
}
