package dev.postcar.internal.sampledata;

/**
 * A column that is not generated.
 *
 * @param modifier what its type is limited to, such as a length; else -1
 * @param isNotNull whether the table does not allow null
 * @param sequence what numbers it, as SQL writes it; null for nothing
 */
record Column(String name, TypeShape type, int modifier, boolean isNotNull, String sequence) {}
