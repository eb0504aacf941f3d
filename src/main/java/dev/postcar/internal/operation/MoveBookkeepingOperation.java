package dev.postcar.internal.operation;

import dev.postcar.internal.run.OpenDatabase;

/** Moves the history of one target between a bookkeeping of its own and a shared one. */
public final class MoveBookkeepingOperation {

  private MoveBookkeepingOperation() {}

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
