package dev.postcar.internal.run;

import dev.postcar.Event;
import dev.postcar.Throttle;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.sql.Durations;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Leaves the server to others between two rounds of a backfill. */
final class RoundPause {

  /** So often the server is looked at, whether the backfill runs or pauses. */
  private static final long PERIOD_NANOS = 500_000_000L;

  private static final long LEAST_NANOS = 100_000_000L;
  private static final long LONGEST_NANOS = 10_000_000_000L;

  private final Step step;
  private final StepRun steps;
  private final Throttle throttle;
  private final ServerLoad load;
  private long lookedAt = System.nanoTime() - PERIOD_NANOS;
  private int inTheWay;

  RoundPause(Step step, StepRun steps, Throttle throttle, ServerLoad load) {
    this.step = step;
    this.steps = steps;
    this.throttle = throttle;
    this.load = load;
  }

  /** Before the first round: says what cannot be seen, and waits for what is exceeded already. */
  void begin() throws SQLException {
    String hidden = load.hidden();
    if (hidden != null) {
      steps.reporter().on(new Event.Warning(step.id().name() + ": " + hidden));
    }
    whileExceeded();
  }

  /**
   * After a round.
   *
   * @param nanos how long it took
   * @param waiting who waited for it; null for nobody, or not enough
   */
  void after(long nanos, String waiting) throws SQLException {
    long excess = throttle.round().isZero() ? 0 : nanos - throttle.round().toNanos();
    sleep(Math.max(throttle.pause().toNanos(), Math.min(excess, LONGEST_NANOS)));
    inTheWay = waiting == null ? 0 : inTheWay + 1;
    if (waiting != null) {
      // They get as much time as the round had, and twice as much each time that somebody waits
      // again.
      long pause = Math.max(LEAST_NANOS, nanos) << Math.min(inTheWay - 1, 7);
      paused(waiting, 0);
      sleep(Math.min(pause, LONGEST_NANOS));
    }
    if (System.nanoTime() - lookedAt >= PERIOD_NANOS) {
      whileExceeded();
    }
  }

  private void whileExceeded() throws SQLException {
    long since = System.nanoTime();
    for (String why = load.exceeded(); why != null; why = load.exceeded()) {
      long nanos = System.nanoTime() - since;
      paused(why, nanos);
      if (!throttle.atMost().isZero() && nanos > throttle.atMost().toNanos()) {
        throw new SQLException(
            "paused for %s, the longest that its throttle allows: %s"
                .formatted(Durations.format(throttle.atMost()), why),
            "53400");
      }
      sleep(PERIOD_NANOS);
      refuseIfInterrupted();
    }
    lookedAt = System.nanoTime();
  }

  private void paused(String why, long nanos) {
    steps.reporter().on(new Event.Paused(step.id(), why, Duration.ofNanos(nanos).toMillis()));
  }

  /** A signal wakes it. */
  private void sleep(long nanos) {
    long end = System.nanoTime() + nanos;
    for (long left = nanos;
        left > 0 && !steps.interruption().isRequested();
        left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  void refuseIfInterrupted() throws SQLException {
    if (steps.interruption().isRequested()) {
      throw new SQLException("interrupted by the operator between two rounds", "57014");
    }
  }
}
