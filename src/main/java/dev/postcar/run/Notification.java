package dev.postcar.run;

import dev.postcar.Done;
import dev.postcar.Reporter;
import dev.postcar.report.Event;
import dev.postcar.report.Json;
import dev.postcar.sql.Quote;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The NOTIFY that follows a run which changed something.
 *
 * @param channel where; null for nowhere
 * @param namespace the bookkeeping's schema
 * @param outcome {@code done} or {@code failed}
 * @param tally of the run
 */
record Notification(String channel, String namespace, String outcome, Tally tally) {

  /** A payload must be shorter than 8000 bytes (documentation, NOTIFY). */
  private static final int LONGEST = 7_900;

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

  /** Where not all names fit, the first ones are told, and how many there are. */
  private String statement() {
    int fit = tally.done().size();
    String payload = payload(fit);
    while (payload.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
      fit = Math.min(fit - 1, fit * 9 / 10);
      payload = payload(fit);
    }
    return "select pg_catalog.pg_notify(%s, %s)"
        .formatted(Quote.literal(channel), Quote.literal(payload));
  }

  private String payload(int fit) {
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("operation", tally.operation());
    payload.put("outcome", outcome);
    payload.put("database", tally.database());
    payload.put("namespace", namespace);
    payload.put("count", tally.done().size());
    payload.put("migrations", tally.done().subList(0, fit).stream().map(Done::id).toList());
    return Json.line(payload);
  }
}
