package dev.postcar.internal.operation;

import dev.postcar.ImportOptions;
import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.imports.Import;
import dev.postcar.internal.imports.OldHistory;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.session.ServerSaid;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records as applied what another tool's history says is applied, in one transaction. */
final class ImportedHistory {

  private ImportedHistory() {}

  /** Marks; the other tool cannot write its history meanwhile. */
  static List<String> mark(
      OperationContext context, ImportOptions options, Import read, String packageName) {
    Config config = context.config();
    List<String> packages = new ArrayList<>(config.packages());
    if (!packages.contains(packageName)) {
      packages.add(packageName);
    }
    OperationContext marking = context.with(config.with(Setting.PACKAGES, packages));
    try (Connection connection = context.connections().connectOnce()) {
      connection.setAutoCommit(false);
      Map<MigrationId, Step.Earlier> earlier = new LinkedHashMap<>();
      OldHistory.lockAndRead(connection, read, options.table())
          .forEach((id, one) -> earlier.put(id, new Step.Earlier(one.at(), one.by())));
      if (!earlier.isEmpty()) {
        new RecordOperation(marking).markEarlier(earlier);
      }
      connection.rollback();
      return earlier.keySet().stream().map(MigrationId::toString).toList();
    } catch (SQLException e) {
      throw new PostcarException.Refusal(
          "The old history cannot be read: "
              + ServerSaid.of(e)
              + ". The files were written; nothing was recorded.",
          e,
          null);
    }
  }
}
