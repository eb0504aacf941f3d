package dev.postcar.report;

import java.util.Locale;

/** Milliseconds as people read them. */
final class Times {

  private Times() {}

  static String text(long millis) {
    if (millis < 1_000) {
      return millis + " ms";
    }
    if (millis < 60_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    return millis / 60_000 + " min " + millis % 60_000 / 1_000 + " s";
  }
}
