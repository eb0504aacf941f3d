package dev.postcar.internal.operation;

import dev.postcar.internal.run.OpenDatabase;
import dev.postcar.internal.trace.TargetStats;
import dev.postcar.result.TableStats;

/** {@code trace --write-stats}: how large the tables of a database are, and how busy. */
public final class TableStatsOperation {

  private TableStatsOperation() {}

  /** Reads the statistics; writes nothing. */
  public static TableStats run(OperationContext context) {
    try (OpenDatabase database = context.open()) {
      return database.look(TargetStats::of);
    }
  }
}
