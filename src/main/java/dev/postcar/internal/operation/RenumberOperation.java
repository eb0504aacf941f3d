package dev.postcar.internal.operation;

import dev.postcar.MigrationId;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.plan.RenumberGuard;
import dev.postcar.internal.run.OpenDatabase;
import dev.postcar.internal.source.MigrationSelector;
import dev.postcar.internal.source.SourceRequest;
import dev.postcar.internal.source.edit.Renumbering;
import dev.postcar.result.RenumberResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code renumber}: gives a pending migration the next number. */
public final class RenumberOperation {

  private RenumberOperation() {}

  /** Renames the class, its file and what names it. */
  public static RenumberResult run(OperationContext context, String id, boolean timestamp) {
    SourceRequest request = SourceRequest.of(context.config());
    List<MigrationId> taken = new ArrayList<>(Renumbering.candidates(request));
    MigrationId meant = MigrationSelector.select(id, taken);
    try (OpenDatabase database = context.open()) {
      Recorded recorded = database.read();
      RenumberGuard.refuse(recorded, meant, database.database());
      recorded.rows().forEach(row -> taken.add(row.id()));
    }
    Renumbering.Renumbered done = Renumbering.renumber(request, meant, taken, timestamp);
    return new RenumberResult(
        meant.toString(), done.id().toString(), done.files().stream().map(Path::toString).toList());
  }
}
