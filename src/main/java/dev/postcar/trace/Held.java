package dev.postcar.trace;

import java.util.Comparator;

/**
 * A lock on a relation.
 *
 * @param relation which
 * @param mode how
 */
record Held(Relation relation, LockMode mode) {

  /** The strongest first, tables before indexes, then by name. */
  static final Comparator<Held> ORDER =
      Comparator.comparing(Held::mode)
          .reversed()
          .thenComparing(held -> held.relation().isIndex())
          .thenComparing(held -> held.relation().name());
}
