package dev.postcar;

import dev.postcar.result.MigrationResult;
import java.util.List;

/**
 * What a caller does around the migrations of a run, such as to flush a cache or to call a web
 * hook.
 *
 * <p>Hooks are called by migrate, rollback and resume where a migration really runs: not where
 * nothing is to be done, not by a plan, a dry run, mark or accept. They run on the operation's
 * thread while it holds the runner lock, and outside of any of its transactions; they get no
 * connection, and open their own where they need one.
 *
 * <p>A hook that throws ends the run with a {@link PostcarException.HookFailed}. What is committed
 * by then stays.
 */
public interface Hooks {

  /** Does nothing. */
  Hooks NONE = new Hooks() {};

  /**
   * What is about to be done.
   *
   * @param database the database's name
   * @param direction forward or back
   * @param migrations those that will run, in order
   */
  record Planned(String database, Direction direction, List<MigrationId> migrations) {}

  /**
   * What was done.
   *
   * @param database the database's name
   * @param direction forward or back
   * @param done what was applied or rolled back, in order
   * @param pending how many a migrate has still to do
   */
  record Ran(String database, Direction direction, List<MigrationResult> done, int pending) {}

  /**
   * Called once, before the first migration and before the bookkeeping is written. Where another
   * runner does everything meanwhile, which can happen behind a pooler alone, nothing follows it.
   *
   * @param planned what is about to be done
   * @throws Exception to stop the run; nothing has changed then
   */
  default void before(Planned planned) throws Exception {}

  /**
   * Called before each migration, once even if that is tried again; in a single transaction before
   * that begins.
   *
   * @param id which
   * @param direction forward or back
   * @throws Exception to stop the run before this migration
   */
  default void beforeEach(MigrationId id, Direction direction) throws Exception {}

  /**
   * Called after each migration that is committed; in a single transaction after its commit.
   *
   * @param id which
   * @param direction forward or back
   * @param durationMs milliseconds by the server's clock
   * @throws Exception to stop the run after this migration, which stays
   */
  default void afterEach(MigrationId id, Direction direction, long durationMs) throws Exception {}

  /**
   * Called once, after a run that came to its end and changed something. It is not called again for
   * the same migrations when it fails, as nothing is pending then.
   *
   * @param ran what was done
   * @throws Exception what went wrong; the migrations stay as they are
   */
  default void after(Ran ran) throws Exception {}

  /**
   * Returns whether something is called for each migration; then they cannot travel in one message.
   *
   * @return true if {@code beforeEach} or {@code afterEach} is overridden
   */
  default boolean perMigration() {
    try {
      return getClass()
                  .getMethod("beforeEach", MigrationId.class, Direction.class)
                  .getDeclaringClass()
              != Hooks.class
          || getClass()
                  .getMethod("afterEach", MigrationId.class, Direction.class, long.class)
                  .getDeclaringClass()
              != Hooks.class;
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }
}
