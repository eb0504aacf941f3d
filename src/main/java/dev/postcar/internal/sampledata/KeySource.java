package dev.postcar.internal.sampledata;

/** Keys that a foreign key may refer to. */
interface KeySource {

  /** How many, at the time when a row is made. */
  long size(long row);

  /** One of them, column by column. */
  String[] key(long number);
}
