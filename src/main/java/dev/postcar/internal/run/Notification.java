package dev.postcar.internal.run;

import dev.postcar.Event;
import dev.postcar.Reporter;
import dev.postcar.internal.session.ServerSaid;
import dev.postcar.internal.session.Session;
import dev.postcar.internal.sql.Quote;
import dev.postcar.result.MigrationResult;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.stream.Collectors;

/**
 * The NOTIFY that follows a run which changed something.
 *
 * @param channel where; null for nowhere
 * @param outcome {@code done} or {@code failed}
 */
record Notification(String channel, String namespace, String outcome, RunProgress progress) {

  /**
   * A payload must be shorter than 8000 bytes (documentation, NOTIFY); this leaves 900 for the
   * rest.
   */
  private static final int NAMES = 7_000;

  /** In a transaction of its own: one in which a migration runs would hold up other notifiers. */
  void send(Session session, Reporter reporter) {
    if (channel == null) {
      return;
    }
    SQLException error = session.send(statement()).error();
    if (error != null) {
      reporter.on(
          new Event.Warning("channel " + channel + " was not notified: " + ServerSaid.of(error)));
    }
  }

  /**
   * Where not all names fit, the first ones are sent, and how many there are. The server writes the
   * JSON: a library user need not have a library for that.
   */
  private String statement() {
    return """
        select pg_catalog.pg_notify(%s, pg_catalog.row_to_json(payload)::text)
          from (select %s::text as operation, %s::text as outcome, %s::text as database,
            %s::text as namespace, %d as count, array[%s]::text[] as migrations) payload
        """
        .formatted(
            Quote.literal(channel),
            Quote.literal(progress.operation()),
            Quote.literal(outcome),
            Quote.literal(progress.database()),
            Quote.literal(namespace),
            progress.done().size(),
            names());
  }

  private String names() {
    int bytes = 0;
    int fit = 0;
    for (MigrationResult done : progress.done()) {
      bytes += done.id().getBytes(StandardCharsets.UTF_8).length + "\"\",".length();
      if (bytes > NAMES) {
        break;
      }
      fit++;
    }
    return progress.done().subList(0, fit).stream()
        .map(done -> Quote.literal(done.id()))
        .collect(Collectors.joining(", "));
  }
}
