package dev.postcar.internal.trace;

import java.util.Comparator;

/** A lock on a relation. */
record HeldLock(Relation relation, LockMode mode) {

  /** The strongest first, tables before indexes, then by name. */
  static final Comparator<HeldLock> ORDER =
      Comparator.comparing(HeldLock::mode)
          .reversed()
          .thenComparing(held -> held.relation().isIndex())
          .thenComparing(held -> held.relation().name());
}
