package dev.postcar.internal.config.groovy;

import dev.postcar.Direction;
import dev.postcar.Hooks;
import dev.postcar.MigrationId;

/**
 * The hooks of the conf script; one that it does not have is null.
 *
 * @param before gets what is planned
 * @param beforeEach gets the migration and the direction
 * @param afterEach gets the migration, the direction and the milliseconds
 * @param after gets what was done
 */
public record ConfHooks(Hook before, Hook beforeEach, Hook afterEach, Hook after) implements Hooks {

  @Override
  public void before(Planned planned) throws Exception {
    call(before, planned);
  }

  @Override
  public void beforeEach(MigrationId id, Direction direction) throws Exception {
    call(beforeEach, id, direction);
  }

  @Override
  public void afterEach(MigrationId id, Direction direction, long durationMs) throws Exception {
    call(afterEach, id, direction, durationMs);
  }

  @Override
  public void after(Ran ran) throws Exception {
    call(after, ran);
  }

  @Override
  public boolean perMigration() {
    return beforeEach != null || afterEach != null;
  }

  private static void call(Hook hook, Object... arguments) throws Exception {
    if (hook != null) {
      hook.call(arguments);
    }
  }
}
