package dev.postcar.internal.operation;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.history.TrustQuery;
import dev.postcar.internal.imports.Import;
import dev.postcar.internal.imports.OldHistory;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.session.ServerSaid;
import dev.postcar.options.ImportOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What another tool's history says is applied; that tool cannot write it until this is closed. */
final class ImportedHistory implements AutoCloseable {

  private final OperationContext context;
  private final Connection connection;
  private final Map<MigrationId, Step.Earlier> applied = new LinkedHashMap<>();

  private ImportedHistory(OperationContext context, Connection connection) {
    this.context = context;
    this.connection = connection;
  }

  /** Locks and reads it. */
  static ImportedHistory lock(OperationContext context, ImportOptions options, Import read) {
    try {
      Connection connection = context.connections().connectOnce();
      ImportedHistory history = new ImportedHistory(context, connection);
      try {
        connection.setAutoCommit(false);
        String trusted =
            TrustQuery.trusted(context.config().role(), context.config().bookkeepingOwner());
        OldHistory.lockAndRead(connection, read, options.table(), trusted)
            .forEach((id, one) -> history.applied.put(id, new Step.Earlier(one.at(), one.by())));
        return history;
      } catch (SQLException | RuntimeException e) {
        history.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new PostcarException.Refusal(
          "The old history cannot be read: " + ServerSaid.of(e) + ". Nothing was written.",
          e,
          null);
    }
  }

  /** Records in one transaction what is applied. */
  List<String> mark(String packageName) {
    if (!applied.isEmpty()) {
      List<String> packages = new ArrayList<>(context.config().packages());
      if (!packages.contains(packageName)) {
        packages.add(packageName);
      }
      Config config = context.config().with(Setting.PACKAGES, packages);
      new RecordOperation(context.with(config)).markEarlier(applied);
    }
    return applied.keySet().stream().map(MigrationId::toString).toList();
  }

  @Override
  public void close() {
    try (connection) {
      connection.rollback();
    } catch (SQLException e) {
      // The server ends the transaction with the session.
    }
  }
}
