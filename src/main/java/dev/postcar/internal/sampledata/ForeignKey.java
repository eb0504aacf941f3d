package dev.postcar.internal.sampledata;

import java.util.List;

/**
 * A foreign key.
 *
 * @param isOwn whether it can be altered here, and not only where it is declared
 */
record ForeignKey(
    String name, List<String> columns, long parent, List<String> parentColumns, boolean isOwn) {}
