package dev.postcar.internal.operation;

import dev.postcar.internal.plan.Audit;
import dev.postcar.internal.plan.AuditEntry;
import dev.postcar.internal.plan.ViewStates;
import dev.postcar.internal.run.OpenDatabase;
import dev.postcar.result.StatusResult;

/** {@code status}: every migration with its state. */
public final class StatusOperation {

  private StatusOperation() {}

  /** Reads and compares; writes nothing. */
  public static StatusResult run(OperationContext context) {
    try (Planning planning = context.loadAndConnect();
        OpenDatabase database = context.open()) {
      Audit audit = planning.audit(database.read());
      return new StatusResult(
          database.database(),
          context.config().namespace(),
          audit.pending(),
          audit.entries().stream().map(AuditEntry::info).toList(),
          ViewStates.of(audit));
    }
  }
}
