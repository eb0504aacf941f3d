package dev.postcar.internal.source;

import dev.postcar.Direction;
import dev.postcar.MigrationId;

/** What a class of a package can be to postcar. */
public sealed interface Available permits AvailableMigration, AvailableView {

  /**
   * Its identity.
   *
   * @return its package and simple class name
   */
  MigrationId id();

  /** Where its SQL is written: forward is up, rollback is down. */
  SqlPlace place(Direction direction);
}
