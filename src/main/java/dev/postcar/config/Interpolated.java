package dev.postcar.config;

import java.util.List;
import java.util.Map;

/**
 * A text with values in it, as Groovy's GString is.
 *
 * @param values some may be null
 * @param text all of it
 */
record Interpolated(List<Object> values, String text) implements CharSequence {

  /** Whether a text has a hole: null or a block where a value should be. */
  static boolean torn(Object text) {
    return text instanceof Interpolated interpolated && torn(interpolated.values());
  }

  static boolean torn(Iterable<?> values) {
    for (Object value : values) {
      if (value == null || value instanceof Map<?, ?>) {
        return true;
      }
    }
    return false;
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public char charAt(int index) {
    return text.charAt(index);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.subSequence(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
