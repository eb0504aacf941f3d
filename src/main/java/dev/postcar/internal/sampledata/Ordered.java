package dev.postcar.internal.sampledata;

/**
 * Two columns of which the first is the lesser.
 *
 * @param strictly whether they also differ
 */
record Ordered(String lesser, String greater, boolean strictly) {}
