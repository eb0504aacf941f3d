package dev.postcar.run;

import dev.postcar.Done;
import dev.postcar.report.Json;
import dev.postcar.sql.Quote;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The NOTIFY that follows a run which changed something. */
record Notification(
    String operation, String database, String namespace, String outcome, List<Done> done) {

  /** A payload must be shorter than 8000 bytes (documentation, NOTIFY). */
  private static final int LONGEST = 7_900;

  /** The statement; where not all names fit, the first ones are told, and how many there are. */
  String statement(String channel) {
    int fit = done.size();
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
    payload.put("operation", operation);
    payload.put("outcome", outcome);
    payload.put("database", database);
    payload.put("namespace", namespace);
    payload.put("count", done.size());
    payload.put("migrations", done.subList(0, fit).stream().map(Done::id).toList());
    return Json.line(payload);
  }
}
