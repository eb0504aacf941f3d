package dev.postcar.internal.rehearse;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Which transaction is sent when: at fixed times, whatever became of those before. So a stall is
 * seen by each transaction that it delays, not only by those that had started.
 *
 * @param rate transactions a second
 */
record Schedule(List<Template> templates, int rate, long seed) {

  /** Microseconds from the start until a transaction is due; they are numbered from 0. */
  long at(long number) {
    return number * 1_000_000 / rate;
  }

  /** What a transaction draws its values from; the same for the same seed and number. */
  SplittableRandom random(long number) {
    return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number);
  }

  /** What a transaction does. */
  Template template(SplittableRandom random) {
    return templates.get(random.nextInt(templates.size()));
  }
}
