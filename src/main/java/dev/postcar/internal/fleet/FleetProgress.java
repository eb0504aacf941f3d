package dev.postcar.internal.fleet;

import dev.postcar.Event;
import dev.postcar.Event.RunningTarget;
import dev.postcar.Reporter;
import dev.postcar.result.FleetResult.State;
import dev.postcar.result.FleetResult.TargetResult;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells how far a fleet has come. */
final class FleetProgress {

  private static final int SHOWN = 5;

  private final String operation;
  private final int total;
  private final Reporter reporter;
  private final long startedAt = System.nanoTime();
  private final Map<String, Long> running = new LinkedHashMap<>();
  private final Deque<String> failures = new ArrayDeque<>();
  private final Set<String> finished = new HashSet<>();
  private int failed;

  FleetProgress(String operation, int total, Reporter reporter) {
    this.operation = operation;
    this.total = total;
    this.reporter = reporter;
  }

  synchronized void began(String target) {
    running.put(target, System.nanoTime());
    reporter.on(now());
  }

  /** It is tried again later. */
  synchronized void putOff(String target) {
    running.remove(target);
    reporter.on(now());
  }

  synchronized void ended(String target, TargetResult result) {
    running.remove(target);
    finished.add(target);
    if (result.state() == State.FAILED || result.state() == State.REFUSED) {
      failed++;
      failures.addFirst(target + " " + result.failure().message().lines().findFirst().orElse(""));
      while (failures.size() > SHOWN) {
        failures.removeLast();
      }
    }
    reporter.on(new Event.TargetFinished(result, finished.size(), total));
    reporter.on(now());
  }

  private Event now() {
    long moment = System.nanoTime();
    long elapsed = (moment - startedAt) / 1_000_000;
    int done = finished.size();
    List<RunningTarget> under =
        running.entrySet().stream()
            .limit(SHOWN)
            .map(one -> new RunningTarget(one.getKey(), (moment - one.getValue()) / 1_000_000))
            .toList();
    long remaining = done == 0 ? -1 : elapsed * (total - done) / done;
    return new Event.FleetProgress(
        operation,
        total,
        done,
        running.size(),
        under,
        List.copyOf(failures),
        failed,
        elapsed,
        remaining);
  }
}
