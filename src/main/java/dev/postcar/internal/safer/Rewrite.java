package dev.postcar.internal.safer;

import java.util.List;

/**
 * The safe form of one action, or why there is none.
 *
 * @param pieces in order; empty where there is no form
 * @param reason why there is none; null where there is one
 */
record Rewrite(List<Piece> pieces, String reason) {

  static Rewrite of(Piece... pieces) {
    return new Rewrite(List.of(pieces), null);
  }

  static Rewrite of(List<Piece> pieces) {
    return new Rewrite(List.copyOf(pieces), null);
  }

  static Rewrite none(String reason) {
    return new Rewrite(List.of(), reason);
  }
}
