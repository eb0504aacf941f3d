package dev.postcar.spring;

import dev.postcar.Direction;
import dev.postcar.Hooks;
import dev.postcar.MigrationId;
import java.util.List;

/**
 * Several beans as one.
 *
 * @param all in their order
 */
record HooksInOrder(List<Hooks> all) implements Hooks {

  static Hooks of(List<Hooks> all) {
    return switch (all.size()) {
      case 0 -> NONE;
      case 1 -> all.get(0);
      default -> new HooksInOrder(all);
    };
  }

  @Override
  public void before(Planned planned) throws Exception {
    for (Hooks one : all) {
      one.before(planned);
    }
  }

  @Override
  public void beforeEach(MigrationId id, Direction direction) throws Exception {
    for (Hooks one : all) {
      one.beforeEach(id, direction);
    }
  }

  @Override
  public void afterEach(MigrationId id, Direction direction, long durationMs) throws Exception {
    for (Hooks one : all) {
      one.afterEach(id, direction, durationMs);
    }
  }

  @Override
  public void after(Ran ran) throws Exception {
    for (Hooks one : all) {
      one.after(ran);
    }
  }
}
