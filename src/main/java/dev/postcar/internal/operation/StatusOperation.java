package dev.postcar.internal.operation;

import dev.postcar.MigrationState;
import dev.postcar.PostcarException;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.plan.Audit;
import dev.postcar.internal.plan.AuditEntry;
import dev.postcar.internal.plan.ViewStates;
import dev.postcar.internal.run.OpenDatabase;
import dev.postcar.internal.source.ReadableMigrations;
import dev.postcar.internal.source.SourceRequest;
import dev.postcar.result.StatusResult;
import dev.postcar.result.StatusResult.ViewInfo;
import java.util.List;

/** {@code status}: every migration with its state. */
public final class StatusOperation {

  private StatusOperation() {}

  /**
   * Reads and compares; writes nothing.
   *
   * @throws PostcarException.Source if a class or file is faulty; its result is what can be read
   */
  public static StatusResult run(OperationContext context) {
    context.warnOfForeignFiles();
    try (Planning planning = context.loadAndConnect();
        OpenDatabase database = context.open()) {
      Audit audit = planning.audit(database.read());
      return of(context.config(), database, audit.entries(), ViewStates.of(audit), List.of());
    } catch (PostcarException.Source e) {
      throw new PostcarException.Source(e.commandLineMessage(), e, e.findings(), readable(context));
    }
  }

  /** The history, and the migrations that can be read; null where not even the history can be. */
  private static StatusResult readable(OperationContext context) {
    Config config = context.config();
    ReadableMigrations found = ReadableMigrations.of(SourceRequest.of(config));
    try (OpenDatabase database = context.open()) {
      List<AuditEntry> entries =
          Audit.of(found.migrations(), config.packages(), database.read(), config.order())
              .entries()
              .stream()
              .map(entry -> found.isFaulty(entry.id()) ? asRecorded(entry) : entry)
              .toList();
      List<String> unreadable =
          found.faulty().stream()
              .filter(id -> entries.stream().noneMatch(entry -> entry.id().equals(id)))
              .map(String::valueOf)
              .toList();
      return of(config, database, entries, List.of(), unreadable);
    } catch (PostcarException.Connection | PostcarException.Refusal e) {
      return null;
    }
  }

  /** What cannot be read is not missing. */
  private static AuditEntry asRecorded(AuditEntry entry) {
    return entry.state() == MigrationState.MISSING
        ? new AuditEntry(entry.id(), MigrationState.APPLIED, null, entry.row())
        : entry;
  }

  static StatusResult of(
      Config config,
      OpenDatabase database,
      List<AuditEntry> entries,
      List<ViewInfo> views,
      List<String> unreadable) {
    return new StatusResult(
        database.database(),
        database.address(),
        config.namespace(),
        (int) entries.stream().filter(entry -> entry.state().isPending()).count(),
        (int) views.stream().filter(view -> view.next() != null).count(),
        entries.stream().map(AuditEntry::info).toList(),
        views,
        unreadable);
  }
}
