package dev.postcar.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a command line said at its end.
 *
 * @param exitCode its exit code
 * @param out its stdout
 * @param err its stderr
 * @param result what it said was done, where it ended with a result or an exception that has one;
 *     null for the form without one
 */
record Said(int exitCode, String out, String err, List<String> result) {

  private static final Pattern DONE = Pattern.compile("(?m)^(applied|rolled back) (\\S+) \\(");
  private static final Pattern RESULT =
      Pattern.compile("\"(?:applied|rolledBack|recorded)\"\\s*:\\s*\\[(.*?)\\]", Pattern.DOTALL);
  private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([^\"]+)\"");
  private static final Pattern MESSAGE =
      Pattern.compile("\"message\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");

  static Said of(int exitCode, String out, String err) {
    return new Said(exitCode, out, err, out.startsWith("{") ? result(out) : null);
  }

  private boolean isJson() {
    return out.startsWith("{");
  }

  /** The names that were told as applied, or as rolled back, one a line. */
  List<String> told(boolean back) {
    List<String> told = new ArrayList<>();
    Matcher line = DONE.matcher(err);
    while (line.find()) {
      if (line.group(1).equals("rolled back") == back) {
        told.add(simple(line.group(2)));
      }
    }
    return told;
  }

  private static List<String> result(String out) {
    List<String> names = new ArrayList<>();
    Matcher array = RESULT.matcher(out);
    if (!array.find()) {
      return names;
    }
    Matcher id = ID.matcher(array.group(1));
    while (id.find()) {
      names.add(simple(id.group(1)));
    }
    return names;
  }

  static String simple(String id) {
    return id.substring(id.lastIndexOf('.') + 1);
  }

  /** The error's message; empty where there was none. */
  String error() {
    Matcher message = MESSAGE.matcher(out);
    if (isJson() && message.find()) {
      return message.group(1).replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\");
    }
    int at = err.startsWith("postcar: ") ? 0 : err.indexOf("\npostcar: ") + 1;
    return err.startsWith("postcar: ", at) ? err.substring(at + "postcar: ".length()) : "";
  }

  String state() {
    return part("State: ");
  }

  String next() {
    return part("Next: ");
  }

  /** From a word at the begin of a line to the next such word, in one line. */
  private String part(String word) {
    StringBuilder part = new StringBuilder();
    boolean within = false;
    for (String line : error().split("\n", -1)) {
      boolean begins = line.startsWith("State: ") || line.startsWith("Next: ");
      within = begins ? line.startsWith(word) : within;
      if (within) {
        String text = begins ? line.substring(word.length()) : line.strip();
        part.append(part.isEmpty() ? "" : " ").append(text);
      }
    }
    return part.toString().strip();
  }

  @Override
  public String toString() {
    return ("exit " + exitCode + "\n" + out + err).strip().indent(4);
  }
}
