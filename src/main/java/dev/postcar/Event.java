package dev.postcar;

import dev.postcar.result.VerifyResult;
import dev.postcar.result.ViewChange;

/** Something that happened on the way: what a {@link dev.postcar.Reporter} receives. */
public sealed interface Event {

  /**
   * The bookkeeping was created or upgraded.
   *
   * @param namespace the schema's name
   * @param from the version before; {@code 0.0} where there was none
   * @param to the version now
   */
  record BookkeepingUpgraded(String namespace, String from, String to) implements Event {}

  /**
   * Another runner holds the lock, and this one waits.
   *
   * @param holder who, as far as the server says
   */
  record WaitingForLock(String holder) implements Event {}

  /**
   * A migration begins.
   *
   * @param id which
   * @param direction which way
   * @param sql what is sent; null for code
   * @param stored whether it is the SQL as it was applied rather than the class's
   */
  record MigrationStarted(MigrationId id, Direction direction, String sql, boolean stored)
      implements Event {}

  /**
   * A migration is done, and its transaction committed (in one transaction for all: not yet).
   *
   * @param id which
   * @param direction which way
   * @param durationMs milliseconds by the server's clock
   */
  record MigrationFinished(MigrationId id, Direction direction, long durationMs) implements Event {}

  /**
   * A managed view was changed, and that committed (in one transaction for all: not yet).
   *
   * @param change what was done to which
   */
  record ViewChanged(ViewChange change) implements Event {}

  /**
   * A migration is tried again.
   *
   * @param id which
   * @param attempt the number of the attempt that failed, from 1
   * @param attempts how many there are at most
   * @param sqlState why it failed
   * @param reason the server's message
   * @param blockers how long it waited, for which lock, and who held that; may be empty
   */
  record Retrying(
      MigrationId id, int attempt, int attempts, String sqlState, String reason, String blockers)
      implements Event {}

  /**
   * The server says something while a migration runs.
   *
   * @param id which; null outside migrations
   * @param level its severity, such as {@code NOTICE} or {@code WARNING}
   * @param text one or more lines
   */
  record Notice(MigrationId id, String level, String text) implements Event {}

  /**
   * A statement takes long; reported twice a second.
   *
   * @param text which migration, and how long it runs, what it waits for, or how far an index is
   * @param due whether it is worth a line of its own: at most every ten seconds
   */
  record Running(String text, boolean due) implements Event {}

  /**
   * A migration, or postcar, says something in its own words.
   *
   * @param id which; null outside migrations
   * @param text one or more lines
   */
  record Said(MigrationId id, String text) implements Event {}

  /**
   * A migration reports how far it has come.
   *
   * @param id which
   * @param done units done
   * @param total units in all; negative where not known
   */
  record Progress(MigrationId id, long done, long total) implements Event {}

  /**
   * A verify knows what came of a migration.
   *
   * @param migration which, and what
   */
  record Verified(VerifyResult.Verified migration) implements Event {}

  /**
   * A restore reports how far it has come in its dump.
   *
   * @param dump its name
   * @param bytes of the file, as it is on the disk
   * @param total of the file; negative where not known
   */
  record RestoreProgress(String dump, long bytes, long total) implements Event {}

  /**
   * A migrate has restored a dump first.
   *
   * @param dump its name
   * @param statements how many were run
   * @param rows how many were put in
   * @param durationMs milliseconds by the client's clock
   */
  record Restored(String dump, long statements, long rows, long durationMs) implements Event {}

  /**
   * Something that the operator should know and that stops nothing.
   *
   * @param text one line
   */
  record Warning(String text) implements Event {}
}
