package dev.postcar.internal.report;

/** Numbers of things as people read them. */
final class Counts {

  private Counts() {}

  static String text(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
