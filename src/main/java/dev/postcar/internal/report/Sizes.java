package dev.postcar.internal.report;

import java.util.Locale;

/** Bytes as people read them. */
final class Sizes {

  private Sizes() {}

  static String text(long bytes) {
    if (bytes < 1_000) {
      return bytes + " bytes";
    }
    double amount = bytes / 1_000.0;
    for (String unit : new String[] {"kB", "MB"}) {
      if (amount < 999.95) {
        return String.format(Locale.ROOT, "%.1f %s", amount, unit);
      }
      amount /= 1_000;
    }
    return String.format(Locale.ROOT, "%.1f GB", amount);
  }
}
