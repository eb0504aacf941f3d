package dev.postcar.internal.source;

import dev.postcar.CodeMigration;
import dev.postcar.Context;
import dev.postcar.Direction;
import dev.postcar.KnownBroken;
import dev.postcar.Migration;
import dev.postcar.MigrationId;
import java.time.Duration;
import java.util.List;

/**
 * A migration that exists as a class or a SQL file: loaded, called, and found to be sound.
 *
 * @param instance the object that was called
 * @param forwardSql what {@code forward()} returned; null for a code migration
 * @param rollbackSql what {@code rollback()} returned; null where there is none
 * @param checksum of the forward SQL (see Checksum), or of a code migration's version; null for a
 *     code migration without one
 * @param code whether it is a {@link dev.postcar.CodeMigration}
 * @param reversible whether it can be undone
 * @param transactional false for {@link dev.postcar.NonTransactional}
 * @param requires what must be applied before it
 * @param replaces what it stands for; empty for one that is no squash
 * @param lockTimeout in place of the configured one; zero for off, null for the configured one
 * @param statementTimeout in place of the configured one; zero for off, null for the configured one
 * @param rebuilds the managed views that are dropped before it and created again after it
 * @param allows the hazards that trace does not report of it
 */
public record AvailableMigration(
    MigrationId id,
    Migration instance,
    String forwardSql,
    String rollbackSql,
    String checksum,
    boolean code,
    boolean reversible,
    boolean transactional,
    List<MigrationId> requires,
    List<Replaced> replaces,
    Duration lockTimeout,
    Duration statementTimeout,
    List<MigrationId> rebuilds,
    List<AllowedHazard> allows)
    implements Available {

  /** The same with other requirements. */
  public AvailableMigration requiring(List<MigrationId> ids) {
    return new AvailableMigration(
        id,
        instance,
        forwardSql,
        rollbackSql,
        checksum,
        code,
        reversible,
        transactional,
        ids,
        replaces,
        lockTimeout,
        statementTimeout,
        rebuilds,
        allows);
  }

  /** The same with other SQL. */
  public AvailableMigration withSql(String forward, String rollback, boolean inTransaction) {
    return new AvailableMigration(
        id,
        instance,
        forward,
        rollback,
        checksum,
        code,
        reversible,
        inTransaction,
        requires,
        replaces,
        lockTimeout,
        statementTimeout,
        rebuilds,
        allows);
  }

  @Override
  public SqlPlace place(Direction direction) {
    return instance instanceof FileMigration file
        ? file.origin().place(direction)
        : SqlPlace.method(direction == Direction.FORWARD ? "forward()" : "rollback()");
  }

  /** Why its rollback is known not to restore the schema; null where nothing is said. */
  public String knownBroken() {
    if (instance instanceof FileMigration file) {
      return file.knownBroken();
    }
    KnownBroken known =
        instance == null ? null : instance.getClass().getAnnotation(KnownBroken.class);
    return known == null ? null : known.value().strip();
  }

  /** Whether it was read from a SQL file; false where only the outline is known. */
  public boolean isFile() {
    return instance instanceof FileMigration;
  }

  /**
   * Returns whether it is code with a method of its own in place of {@link CodeMigration}'s; true
   * also where only the outline is known: the class will tell.
   *
   * @param method {@code resume} or {@code skip}
   */
  public boolean overrides(String method) {
    try {
      return code
          && (instance == null
              || instance.getClass().getMethod(method, Context.class).getDeclaringClass()
                  != CodeMigration.class);
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(method, e);
    }
  }
}
