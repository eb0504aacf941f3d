package dev.postcar.internal.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Differences of a catalog as a person reads them.
 *
 * @param width of what is said of an object
 * @param first what the definition is called that should be
 * @param second what the other one is called
 */
record DifferenceText(AnsiStyle ink, int width, String first, String second) {

  private static final int LONGEST = 400;
  private static final int LINE = 160;
  private static final int LINES = 20;
  private static final int CONTEXT = 2;
  private static final Pattern SPACE = Pattern.compile("('[^']*+')|\\s*([^\\w\\s'\"$])\\s*|\\s+");

  /** One line that names the object, and below what it was and what it is. */
  String of(String verb, String object, String before, String after) {
    String name = String.format(Locale.ROOT, "  %-" + width + "s ", verb) + object;
    if (before == null || after == null) {
      boolean bare = ("create " + object).equals(before == null ? after : before);
      return name + "\n" + (bare ? "" : shown(first, before) + shown(second, after));
    }
    if (dense(before).equals(dense(after))) {
      return name + " (only white space differs)\n";
    }
    boolean small = before.length() <= LONGEST && after.length() <= LONGEST;
    return name
        + "\n"
        + (small ? shown(first, before) + shown(second, after) : diff(before, after));
  }

  /** White space that separates nothing is left out; that inside strings counts. */
  private static String dense(String text) {
    return SPACE
        .matcher(text.strip())
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    found.group(1) != null
                        ? found.group(1)
                        : found.group(2) != null ? found.group(2) : " "));
  }

  private int longest() {
    return Math.max(first.length(), second.length());
  }

  private String shown(String label, String text) {
    if (text == null || text.isBlank()) {
      return "";
    }
    String head = String.format(Locale.ROOT, "      %-" + (longest() + 2) + "s", label + ":");
    String tame = text.strip();
    String cut = tame.length() > LONGEST ? tame.substring(0, LONGEST) + " …" : tame;
    return ink.faint(head) + cut.replace("\n", "\n" + " ".repeat(head.length())) + "\n";
  }

  /** The lines from the first to the last that differ, with a few around them. */
  private String diff(String before, String after) {
    List<String> was = before.strip().lines().toList();
    List<String> is = after.strip().lines().toList();
    int head = common(was, is, Math.min(was.size(), is.size()));
    List<String> backwards = reversed(was);
    int tail = common(backwards, reversed(is), Math.min(was.size(), is.size()) - head);
    int from = Math.max(0, head - CONTEXT);
    int at = head < was.size() && head < is.size() ? prefix(was.get(head), is.get(head)) : 0;
    StringBuilder text = new StringBuilder();
    text.append(ink.faint("      - %s, + %s, line %d:\n".formatted(first, second, head + 1)));
    lines(text, "  ", was.subList(from, head), 0);
    lines(text, "- ", was.subList(head, was.size() - tail), at);
    lines(text, "+ ", is.subList(head, is.size() - tail), at);
    int rest = was.size() - tail;
    lines(text, "  ", was.subList(rest, Math.min(was.size(), rest + CONTEXT)), 0);
    return text.toString();
  }

  private static void lines(StringBuilder text, String mark, List<String> lines, int at) {
    int from = Math.max(0, at - LINE / 2);
    for (String line : lines.subList(0, Math.min(lines.size(), LINES))) {
      int begin = Math.min(from, line.length());
      int end = Math.min(line.length(), begin + LINE);
      text.append("      ")
          .append(mark)
          .append(begin > 0 ? "…" : "")
          .append(line, begin, end)
          .append(end < line.length() ? "…\n" : "\n");
    }
    if (lines.size() > LINES) {
      text.append("        … and ").append(lines.size() - LINES).append(" lines more\n");
    }
  }

  private static List<String> reversed(List<String> lines) {
    List<String> reversed = new ArrayList<>(lines);
    Collections.reverse(reversed);
    return reversed;
  }

  private static int common(List<String> a, List<String> b, int most) {
    int same = 0;
    while (same < most && a.get(same).equals(b.get(same))) {
      same++;
    }
    return same;
  }

  private static int prefix(String a, String b) {
    int same = 0;
    while (same < Math.min(a.length(), b.length()) && a.charAt(same) == b.charAt(same)) {
      same++;
    }
    return same;
  }
}
