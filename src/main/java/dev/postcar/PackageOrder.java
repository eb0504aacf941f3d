package dev.postcar;

/** How migrations of several packages stand to each other where no {@code requires} decides. */
public enum PackageOrder {
  /** All of the first configured package, then all of the second ... */
  PACKAGES,
  /** Interleaved by sequence; at the same sequence, in the configured order of the packages. */
  SEQUENCE
}
