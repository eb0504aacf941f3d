package dev.postcar.internal.sampledata;

/**
 * A check, or the bound of a partition.
 *
 * @param name for people
 */
record Check(String name, String expression) {}
