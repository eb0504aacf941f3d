package dev.postcar.internal.operation;

import dev.postcar.Dump;
import dev.postcar.internal.restore.Restore;
import dev.postcar.internal.run.OpenDatabase;
import dev.postcar.result.RestoreResult;

/** {@code restore}: loads a dump into an empty database. */
public final class RestoreOperation {

  private RestoreOperation() {}

  /** Loads it, in one transaction. */
  public static RestoreResult run(OperationContext context, Dump dump) {
    try (OpenDatabase database = context.open()) {
      return Restore.of(database, dump, context.config().reporter());
    }
  }
}
