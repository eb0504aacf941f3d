package dev.postcar;

import dev.postcar.result.FleetResult;
import dev.postcar.result.Result;
import dev.postcar.result.VerifyResult;
import dev.postcar.result.ViewChange;
import java.util.List;

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
   * A migration is done.
   *
   * @param id which
   * @param direction which way
   * @param durationMs milliseconds by the server's clock
   * @param committed false where one transaction has all migrations, and is not over
   */
  record MigrationFinished(MigrationId id, Direction direction, long durationMs, boolean committed)
      implements Event {}

  /**
   * A managed view was changed.
   *
   * @param change what was done to which
   * @param committed false where one transaction has all changes, and is not over
   */
  record ViewChanged(ViewChange change, boolean committed) implements Event {}

  /**
   * A migrate, a rollback or another operation that writes the history has come to its end without
   * a failure.
   *
   * @param operation such as {@code migrate}
   * @param mode whether what was done was kept
   * @param result what it returns
   */
  record Finished(String operation, Target.Mode mode, Result result) implements Event {}

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
   * A migration, or postcar, says something in its own words.
   *
   * @param id which; null outside migrations
   * @param text one or more lines
   */
  record Said(MigrationId id, String text) implements Event {}

  /**
   * An operation comes to a part that may take its time, such as {@code compiling 300 files}; it
   * lasts until the next event that says what is done.
   *
   * @param doing what it does now
   */
  record Phase(String doing) implements Event {}

  /**
   * How far something has come: a statement, as the server tells it twice a second; the batches of
   * a migration; a part of an operation.
   *
   * @param id of the migration; null outside migrations
   * @param doing what is done, such as {@code create index big_h}; {@code running} for a statement
   *     of which no more is known; may be empty
   * @param phase which part of it the server is at; empty where not known
   * @param done units done; negative where nothing can be counted
   * @param total units in all; negative where not known
   * @param unit such as {@code blocks}, {@code rows} or {@code migrations}; may be empty
   * @param elapsedMs milliseconds since it began
   * @param perSecond units in a second, of those that were seen to be done; negative where not
   *     known
   * @param remainingMs milliseconds that are left of this phase at this rate; negative where not
   *     known
   */
  record Progress(
      MigrationId id,
      String doing,
      String phase,
      long done,
      long total,
      String unit,
      long elapsedMs,
      long perSecond,
      long remainingMs)
      implements Event {}

  /**
   * A statement waits for a lock; reported twice a second.
   *
   * @param id of the migration; null outside migrations
   * @param waitedMs milliseconds
   * @param mode of the lock, such as {@code AccessExclusiveLock}; empty for a row or a transaction
   * @param object what is locked, such as {@code shop.book} or {@code another transaction}
   * @param holders the sessions in the way, as far as the server says who they are
   * @param attempt the number of this attempt, from 1
   * @param attempts how many there are at most
   */
  record Waiting(
      MigrationId id,
      long waitedMs,
      String mode,
      String object,
      List<Holder> holders,
      int attempt,
      int attempts)
      implements Event {}

  /**
   * A backfill leaves the server to others; reported when it begins to and twice a second.
   *
   * @param id of the migration
   * @param reason what its throttle pauses for
   * @param pausedMs milliseconds so far
   */
  record Paused(MigrationId id, String reason, long pausedMs) implements Event {}

  /**
   * A session that holds what another waits for; what is not known of it is empty.
   *
   * @param pid of its server process; 0 for a prepared transaction
   * @param user who logged in
   * @param application its application_name
   * @param state such as {@code idle in transaction}
   * @param since when its transaction began, as {@code HH24:MI:SS} of the server's clock
   * @param query its last statement, without passwords, in one line and cut
   */
  record Holder(
      int pid, String user, String application, String state, String since, String query) {}

  /**
   * A verify knows what came of a migration.
   *
   * @param migration which, and what
   */
  record Verified(VerifyResult.Verified migration) implements Event {}

  /**
   * A target of a fleet is done, or will not be.
   *
   * @param target what has become of it
   * @param finished how many targets have come to their end, this one among them
   * @param total how many there are
   */
  record TargetFinished(FleetResult.TargetResult target, int finished, int total)
      implements Event {}

  /**
   * How far a fleet has come; it lasts until the next one.
   *
   * @param operation such as {@code migrate}
   * @param total how many targets there are
   * @param finished how many have come to their end
   * @param running how many are under way
   * @param slowest those under way that began first; some of them
   * @param failures those that failed or were refused, the latest in front; some of them
   * @param failed how many have failed or were refused
   * @param elapsedMs milliseconds since the fleet began
   * @param remainingMs milliseconds that are left at this rate; negative where not known
   */
  record FleetProgress(
      String operation,
      int total,
      int finished,
      int running,
      List<RunningTarget> slowest,
      List<String> failures,
      int failed,
      long elapsedMs,
      long remainingMs)
      implements Event {}

  /**
   * A target that is under way.
   *
   * @param name its name in the fleet
   * @param elapsedMs milliseconds since it began
   */
  record RunningTarget(String name, long elapsedMs) {}

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
