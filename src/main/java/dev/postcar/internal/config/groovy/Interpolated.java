package dev.postcar.internal.config.groovy;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A text with values in it, as Groovy's GString is.
 *
 * @param values some may be null
 */
public record Interpolated(List<Object> values, String text) implements CharSequence {

  /** Whether a value is a text with a hole. */
  static final Predicate<Object> TORN =
      value -> value instanceof Interpolated text && torn(text.values());

  /** Whether there is a hole among a text's values: null, or a block. */
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
