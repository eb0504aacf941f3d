package dev.postcar.internal.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Milliseconds as people read them. */
final class Times {

  /** Made when the first moment is shown: a run that shows none need not load it. */
  private static final class Moments {
    static final DateTimeFormatter FORM =
        DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  }

  private Times() {}

  /** A moment in UTC, to the second. */
  static String moment(Instant at) {
    return Moments.FORM.format(at);
  }

  /** Whole seconds. */
  static String seconds(long millis) {
    long seconds = millis / 1_000;
    if (seconds < 60) {
      return seconds + " s";
    }
    return seconds < 3_600
        ? seconds / 60 + " min " + seconds % 60 + " s"
        : seconds / 3_600 + " h " + seconds % 3_600 / 60 + " min";
  }

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
