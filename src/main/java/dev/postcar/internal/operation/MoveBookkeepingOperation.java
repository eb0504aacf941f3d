package dev.postcar.internal.operation;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.config.OtherBookkeeping;
import dev.postcar.internal.run.OpenDatabase;

/** Moves the history of one target between a bookkeeping of its own and a shared one. */
public final class MoveBookkeepingOperation {

  private MoveBookkeepingOperation() {}

  /**
   * Moves the history of a schema to where the configuration has it, from where it would be if its
   * bookkeeping were shared, or were not.
   *
   * @return false if it is not in the other place
   * @throws dev.postcar.PostcarException.Configuration if the target is no schema
   * @throws dev.postcar.PostcarException.Refusal as {@link #run}
   */
  public static boolean here(OperationContext context) {
    Config config = context.config();
    if (config.schema() == null) {
      throw new PostcarException.Configuration(
          "The target is a whole database, which has no other bookkeeping than its own.");
    }
    Config old = new OtherBookkeeping(config).place();
    return run(context.with(old), config.namespace(), config.target());
  }

  /**
   * Moves it, in one transaction; what cannot be moved stays as it is.
   *
   * @param context of the old place: its namespace and its target
   * @param namespace the schema of the other bookkeeping, in the same database; it is created where
   *     it is not there
   * @param target what the history belongs to there; empty for a bookkeeping of its own
   * @return false if the old place has no history, as after an earlier move
   * @throws dev.postcar.PostcarException.Refusal if a migration is not finished, or the other place
   *     has rows of the target
   */
  public static boolean run(OperationContext context, String namespace, String target) {
    try (OpenDatabase database = context.open()) {
      return database.move(namespace, target);
    }
  }
}
