package dev.postcar.internal.sampledata;

import java.util.List;
import java.util.function.LongFunction;

/**
 * The values that a column may take, each different, as the text that its type reads.
 *
 * @param size how many
 * @param nth gives one, by its number from 0 on
 */
record ValueSet(long size, LongFunction<String> nth) {

  /** More than any table has rows. */
  static final long MANY = 1L << 40;

  static ValueSet of(List<String> values) {
    return new ValueSet(values.size(), n -> values.get((int) n));
  }

  /** At most {@link #MANY}. */
  static ValueSet many(LongFunction<String> nth) {
    return new ValueSet(MANY, nth);
  }

  /** One of each set, joined; the first set varies fastest. */
  static ValueSet joined(List<ValueSet> parts) {
    long size = 1;
    for (ValueSet part : parts) {
      size = size > MANY / Math.max(1, part.size()) ? MANY : size * part.size();
    }
    return new ValueSet(
        size,
        n -> {
          StringBuilder text = new StringBuilder();
          long rest = n;
          for (ValueSet part : parts) {
            text.append(part.nth().apply(rest % part.size()));
            rest /= part.size();
          }
          return text.toString();
        });
  }
}
