package dev.postcar.internal.operation;

import dev.postcar.MigrationId;
import dev.postcar.MigrationState;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.history.EventLog;
import dev.postcar.internal.history.HistoryRows;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.plan.Audit;
import dev.postcar.internal.plan.AuditEntry;
import dev.postcar.internal.plan.SqlDiff;
import dev.postcar.internal.run.OpenDatabase;
import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.internal.source.MigrationSelector;
import dev.postcar.result.ShowResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** {@code show}: all that is known of one migration, from its class and from the bookkeeping. */
public final class ShowOperation {

  private final OpenDatabase database;
  private final Config config;
  private final Recorded recorded;

  private ShowOperation(OpenDatabase database, Config config, Recorded recorded) {
    this.database = database;
    this.config = config;
    this.recorded = recorded;
  }

  /** Shows one migration. */
  public static ShowResult run(OperationContext context, String id) {
    try (Planning planning = context.loadAndConnect();
        OpenDatabase database = context.open()) {
      Recorded recorded = database.read();
      ShowOperation show = new ShowOperation(database, context.config(), recorded);
      MigrationId meant = show.select(id, planning.audit(recorded));
      return show.of(meant, planning.audit(recorded, meant));
    }
  }

  /** Finds the one that is meant, those among the rows whose classes are gone included. */
  private MigrationId select(String id, Audit audit) {
    Set<MigrationId> all = new LinkedHashSet<>();
    audit.entries().forEach(entry -> all.add(entry.id()));
    if (all.stream().filter(one -> MigrationSelector.means(id.strip(), one)).count() == 1) {
      // A squash may have the number of what it replaced, which is gone for good.
      return MigrationSelector.select(id, all);
    }
    recorded.rows().stream()
        .filter(row -> config.packages().contains(row.id().packageName()))
        .forEach(row -> all.add(row.id()));
    return MigrationSelector.select(id, all);
  }

  /** Gathers; the entry's class is loaded. */
  private ShowResult of(MigrationId id, Audit audit) {
    AuditEntry entry = entry(id, audit);
    AvailableMigration now = entry.available();
    String applied = entry.row() == null ? null : database.storedForward(entry.row());
    String rollback = entry.row() == null ? null : database.storedRollback(entry.row());
    HistoryRows rows = new HistoryRows(config.namespace(), config.target());
    EventLog log = new EventLog(config.namespace(), config.target());
    List<List<String>> failures = journalled(log.lastFailure(id));
    return new ShowResult(
        database.database(),
        id.toString(),
        id.packageName(),
        id.name(),
        id.sequenceNumber(),
        entry.state(),
        now != null ? now.checksum() : entry.row().checksum(),
        now != null ? now.code() : entry.row().code(),
        now != null ? now.transactional() : null,
        now == null ? List.of() : names(now.requires()),
        names(requiring(id, audit)),
        now == null ? null : now.forwardSql(),
        applied,
        now == null ? null : now.rollbackSql(),
        rollback,
        SqlDiff.of(applied, now == null ? null : now.forwardSql()),
        database.query(rows.of(id)).stream().map(HistoryRows::historyRow).toList(),
        entry.row() == null
            ? List.of()
            : journalled(rows.journalOf(entry.row().row())).stream()
                .map(HistoryRows::journalRow)
                .toList(),
        failures.isEmpty() ? null : EventLog.event(failures.get(0)),
        failures.isEmpty() ? null : EventLog.stack(failures.get(0)));
  }

  /** What an audit leaves out: rolled back, or replaced by a squash, and its class gone. */
  private AuditEntry entry(MigrationId id, Audit audit) {
    AuditEntry entry = audit.entry(id);
    return entry != null
        ? entry
        : new AuditEntry(
            id,
            recorded.byId().get(id).stands() ? MigrationState.APPLIED : MigrationState.REVERTED,
            null,
            recorded.byId().get(id));
  }

  private List<List<String>> journalled(String query) {
    return database.hasEvents() ? database.query(query) : List.of();
  }

  private static List<MigrationId> requiring(MigrationId id, Audit audit) {
    List<MigrationId> requiring = new ArrayList<>();
    for (AuditEntry entry : audit.entries()) {
      if (entry.available() != null && entry.available().requires().contains(id)) {
        requiring.add(entry.id());
      }
    }
    return requiring;
  }

  private static List<String> names(List<MigrationId> ids) {
    return ids.stream().map(MigrationId::toString).toList();
  }
}
