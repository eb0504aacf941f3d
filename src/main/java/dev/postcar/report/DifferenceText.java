package dev.postcar.report;

import java.util.Locale;

/**
 * Differences of a catalog as a person reads them.
 *
 * @param ink colours or none
 * @param width of what is said of an object
 * @param first what the definition is called that should be
 * @param second what the other one is called
 */
record DifferenceText(Ink ink, int width, String first, String second) {

  private static final int LONGEST = 400;

  /** One line that names the object, and below what it was and what it is. */
  String of(String verb, String object, String before, String after) {
    String name = String.format(Locale.ROOT, "  %-" + width + "s ", verb) + object + "\n";
    return before == null || after == null
        ? name
        : name + shown(first, before) + shown(second, after);
  }

  private int longest() {
    return Math.max(first.length(), second.length());
  }

  private String shown(String label, String text) {
    String head = String.format(Locale.ROOT, "      %-" + (longest() + 2) + "s", label + ":");
    String tame = text.strip();
    String cut = tame.length() > LONGEST ? tame.substring(0, LONGEST) + " …" : tame;
    return ink.faint(head) + cut.replace("\n", "\n" + " ".repeat(head.length())) + "\n";
  }
}
