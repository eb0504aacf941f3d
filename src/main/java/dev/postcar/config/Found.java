package dev.postcar.config;

import java.util.List;

/**
 * What one place says about one setting: its texts (one, unless it is a list) and the place.
 *
 * @param texts not parsed yet
 * @param origin the place, readable
 * @param hook the closure; null for what is no hook
 */
record Found(List<String> texts, String origin, Hook hook) {

  Found {
    texts = List.copyOf(texts);
  }

  Found(List<String> texts, String origin) {
    this(texts, origin, null);
  }

  static Found text(String text, String origin) {
    return new Found(List.of(text), origin);
  }

  /** The text; of a flag given twice, the last one. */
  String text() {
    return texts.get(texts.size() - 1);
  }

  /** Only the place: the text may be a secret. */
  @Override
  public String toString() {
    return origin;
  }
}
