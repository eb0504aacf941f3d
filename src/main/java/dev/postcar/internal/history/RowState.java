package dev.postcar.internal.history;

import java.util.Locale;

/** What the {@code state} column of a history row says. */
public enum RowState {
  /** Started and, so far, not finished. */
  STARTED,
  /** Applied by running it. */
  APPLIED,
  /** Recorded as applied without running it. */
  MARKED,
  /** Recorded as passed over. */
  SKIPPED,
  /** Being undone and, so far, not finished. */
  REVERTING,
  /** Undone; the row has its {@code reverted_at}. */
  REVERTED;

  static RowState of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
