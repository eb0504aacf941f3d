package dev.postcar.internal.source;

import dev.postcar.Migration;

/** A migration that was read from a SQL file. */
final class FileMigration extends Migration {

  private final String forward;
  private final String rollback;
  private final String knownBroken;
  private final SqlOrigin origin;

  FileMigration(String forward, String rollback, String knownBroken, SqlOrigin origin) {
    this.forward = forward;
    this.knownBroken = knownBroken;
    this.rollback = rollback;
    this.origin = origin;
  }

  @Override
  public String forward() {
    return forward;
  }

  @Override
  public String rollback() {
    return rollback;
  }

  /** Null where nothing is said. */
  String knownBroken() {
    return knownBroken;
  }

  SqlOrigin origin() {
    return origin;
  }
}
