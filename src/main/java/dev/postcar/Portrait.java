package dev.postcar;

import dev.postcar.history.EventLog;
import dev.postcar.history.HistoryRows;
import dev.postcar.history.Recorded;
import dev.postcar.plan.Audit;
import dev.postcar.plan.AuditEntry;
import dev.postcar.plan.SqlDiff;
import dev.postcar.run.Operation;
import dev.postcar.source.AvailableMigration;
import dev.postcar.source.MigrationSelector;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Gathers all that is known of one migration, from its class and from the bookkeeping. */
record Portrait(Operation operation, Options options, Recorded recorded) {

  /** Finds the one that is meant, those among the rows whose classes are gone included. */
  MigrationId select(String id, Audit audit) {
    Set<MigrationId> all = new LinkedHashSet<>();
    audit.entries().forEach(entry -> all.add(entry.id()));
    recorded.rows().stream()
        .filter(row -> options.packages.contains(row.id().packageName()))
        .forEach(row -> all.add(row.id()));
    return MigrationSelector.select(id, all);
  }

  /** Gathers; the entry's class is loaded. */
  ShowResult of(MigrationId id, Audit audit) {
    AuditEntry entry = entry(id, audit);
    AvailableMigration now = entry.available();
    String applied = entry.row() == null ? null : operation.storedForward(entry.row());
    String rollback = entry.row() == null ? null : operation.storedRollback(entry.row());
    HistoryRows rows = new HistoryRows(options.namespace);
    List<List<String>> failures = journalled(new EventLog(options.namespace).lastFailure(id));
    return new ShowResult(
        operation.database(),
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
        operation.query(rows.of(id)).stream().map(HistoryRows::historyRow).toList(),
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
    return operation.hasEvents() ? operation.query(query) : List.of();
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
