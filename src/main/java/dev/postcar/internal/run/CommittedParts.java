package dev.postcar.internal.run;

import dev.postcar.Event;
import dev.postcar.internal.monitor.Watch;
import dev.postcar.internal.plan.Step;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntConsumer;

/**
 * Which parts of a message are committed while the server is still at the rest: it keeps its
 * answers until a buffer is full, but another connection sees the rows in the history.
 *
 * <p>All commits but the last do not wait for the disk, where they are after three times
 * wal_writer_delay (documentation section 30.4). A part counts as committed only then.
 */
final class CommittedParts implements Watch.Question {

  private final Pipeline pipeline;
  private final String sql;
  private final Arrivals reporter;
  private final IntConsumer starting;
  private final Map<String, Long> seenAt = new HashMap<>();
  private boolean failed;
  private int reported;

  /**
   * Of a message that is sent now.
   *
   * @param asRole makes the transaction that of the role which owns the history
   * @param starting called with the part that runs now, before those before it are reported
   */
  CommittedParts(
      Pipeline pipeline, StepRun steps, Arrivals reporter, String asRole, IntConsumer starting) {
    this.pipeline = pipeline;
    this.reporter = reporter;
    this.starting = starting;
    List<UUID> attempts = pipeline.inFlight().stream().map(InFlight::attempt).toList();
    this.sql = asRole + steps.text().committedNow(attempts);
  }

  @Override
  public String sql() {
    return sql;
  }

  /** The rows are package, name, its milliseconds, and those until it is on the disk. */
  @Override
  public void answered(List<List<String>> rows) {
    long now = System.nanoTime();
    rows.forEach(row -> seenAt.putIfAbsent(row.get(0) + "." + row.get(1), now));
    synchronized (pipeline) {
      try {
        int before = reported;
        while (!failed && !pipeline.isAnswered() && isDurable(rows, now)) {
          starting.accept(reported);
          finished(step(reported), rows);
          reported++;
        }
        if (reported > before) {
          starting.accept(reported);
        }
      } catch (RuntimeException e) {
        // The reporter's: it is told again, and fails, on the thread of the operation.
        failed = true;
      }
    }
  }

  /** Of the part that is to be reported next; the last one ends the message. */
  private boolean isDurable(List<List<String>> rows, long now) {
    Long at = reported == pipeline.size() - 1 ? null : seenAt.get(step(reported).id().toString());
    return at != null
        && !rows.isEmpty()
        && now - at >= Long.parseLong(rows.get(0).get(3)) * 1_000_000;
  }

  private void finished(Step step, List<List<String>> rows) {
    if (step.runs()) {
      long took =
          rows.stream()
              .filter(row -> step.id().toString().equals(row.get(0) + "." + row.get(1)))
              .mapToLong(row -> Long.parseLong(row.get(2)))
              .findFirst()
              .orElse(0);
      reporter.early(new Event.MigrationFinished(step.id(), step.direction(), took, true));
    }
  }

  private Step step(int part) {
    return pipeline.part(part).step();
  }
}
