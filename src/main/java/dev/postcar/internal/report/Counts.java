package dev.postcar.internal.report;

import java.util.Locale;

/** Numbers of things as people read them. */
final class Counts {

  private Counts() {}

  /** With a comma between thousands. */
  static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  static String text(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
