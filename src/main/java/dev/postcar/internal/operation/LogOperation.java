package dev.postcar.internal.operation;

import dev.postcar.PostcarException;
import dev.postcar.internal.history.EventLog;
import dev.postcar.internal.run.OpenDatabase;
import dev.postcar.result.LogResult;
import java.util.List;

/** {@code log}: the event log. */
public final class LogOperation {

  private LogOperation() {}

  /** Reads the newest events. */
  public static LogResult run(OperationContext context, boolean failed, int limit) {
    if (limit < 1) {
      throw new PostcarException.Configuration("limit must be 1 or more, not " + limit + ".");
    }
    EventLog log = new EventLog(context.config().namespace(), context.config().target());
    try (OpenDatabase database = context.open()) {
      database.read();
      List<List<String>> rows =
          database.hasEvents() ? database.query(log.newest(failed, limit)) : List.of();
      return new LogResult(database.database(), EventLog.oldestFirst(rows));
    }
  }
}
