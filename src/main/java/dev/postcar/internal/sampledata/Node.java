package dev.postcar.internal.sampledata;

import java.util.List;

/**
 * A part of an expression; casts are gone.
 *
 * @param kind {@code column}, {@code constant}, {@code list}, or the function or operator in lower
 *     case
 * @param text of a column or constant; else empty
 * @param parts of a list, function or operator
 */
record Node(String kind, String text, List<Node> parts) {

  boolean is(String wanted) {
    return kind.equals(wanted);
  }
}
