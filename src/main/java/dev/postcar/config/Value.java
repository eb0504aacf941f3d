package dev.postcar.config;

import java.util.List;

/**
 * A value as it was written, with where.
 *
 * @param texts one text, or for a list any number
 * @param origin such as {@code flag --host} or {@code postcar.conf.groovy:7}
 */
record Value(List<String> texts, String origin) {

  Value {
    texts = List.copyOf(texts);
  }

  static Value of(String text, String origin) {
    return new Value(List.of(text), origin);
  }

  String text() {
    return texts.isEmpty() ? "" : texts.get(0);
  }

  /** Never shows the value, which may be a secret. */
  @Override
  public String toString() {
    return "Value[" + origin + "]";
  }
}
