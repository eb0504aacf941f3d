package dev.postcar.internal.sampledata;

/** Numbers that look random, and are the same for the same seed and row on every run. */
final class Mix {

  private Mix() {}

  /** Mixes a row into a seed: SplitMix64, so different rows of one seed give different numbers. */
  static long of(long seed, long row) {
    long z = seed + row * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** A seed for something that has a name. */
  static long seed(long seed, String name) {
    long mixed = seed;
    for (int i = 0; i < name.length(); i++) {
      mixed = of(mixed, name.charAt(i) + 1L);
    }
    return mixed;
  }

  /** A mixed number as one from 0 to 1. */
  static double unit(long mixed) {
    return (mixed >>> 11) * 0x1.0p-53;
  }

  /** A mixed number below a size, each as likely. */
  static long below(long mixed, long size) {
    return Math.min(size - 1, (long) (unit(mixed) * size));
  }

  /** The same, where the first ones are frequent and the last ones rare. */
  static long skewed(long mixed, long size) {
    double unit = unit(mixed);
    return Math.min(size - 1, (long) (unit * unit * size));
  }
}
