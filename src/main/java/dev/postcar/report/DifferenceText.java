package dev.postcar.report;

import java.util.Locale;

/**
 * Differences of a catalog as a person reads them.
 *
 * @param ink colours or none
 */
record DifferenceText(Ink ink) {

  private static final int LONGEST = 400;

  /** One line that names the object, and below what it was and what it is. */
  String of(String verb, String object, String before, String after) {
    String name = String.format(Locale.ROOT, "  %-28s", verb) + Ink.tame(object) + "\n";
    return before == null || after == null
        ? name
        : name + shown("before", before) + shown("after", after);
  }

  private String shown(String label, String text) {
    String head = String.format(Locale.ROOT, "      %-8s", label + ":");
    String tame = Ink.tame(text.strip());
    String cut = tame.length() > LONGEST ? tame.substring(0, LONGEST) + " …" : tame;
    return ink.faint(head) + cut.replace("\n", "\n" + " ".repeat(head.length())) + "\n";
  }
}
