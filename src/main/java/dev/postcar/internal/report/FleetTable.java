package dev.postcar.internal.report;

import dev.postcar.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How far a fleet has come: a line of numbers, and on a terminal which targets take longest and
 * which have failed last.
 */
final class FleetTable {

  private FleetTable() {}

  /**
   * The lines.
   *
   * @param since milliseconds since the event came: time goes on
   */
  static List<String> lines(Event.FleetProgress fleet, long since, boolean table) {
    List<String> lines = new ArrayList<>();
    lines.add(numbers(fleet, since));
    if (table && !fleet.slowest().isEmpty()) {
      lines.add(
          "  longest  "
              + fleet.slowest().stream()
                  .map(one -> one.name() + " " + Times.seconds(one.elapsedMs() + since))
                  .collect(Collectors.joining(", ")));
    }
    if (table) {
      fleet.failures().forEach(failure -> lines.add("  failed   " + failure));
    }
    return lines;
  }

  private static String numbers(Event.FleetProgress fleet, long since) {
    StringBuilder line = new StringBuilder("fleet ").append(fleet.operation()).append(": ");
    line.append(Counts.grouped(fleet.finished())).append(" of ");
    line.append(Counts.grouped(fleet.total())).append(" targets");
    if (fleet.failed() > 0) {
      line.append(", ").append(Counts.grouped(fleet.failed())).append(" failed");
    }
    line.append(", ").append(fleet.running()).append(" running");
    long elapsed = fleet.elapsedMs() + since;
    long perSecond = elapsed < 1_000 ? 0 : fleet.finished() * 1_000L / elapsed;
    if (perSecond > 1) {
      line.append(", ").append(Counts.grouped(perSecond)).append("/s");
    }
    line.append(", ").append(Times.seconds(elapsed));
    long remaining = fleet.remainingMs() - since;
    return remaining < 1_000
        ? line.toString()
        : line.append(", about ").append(Times.seconds(remaining)).append(" left").toString();
  }
}
