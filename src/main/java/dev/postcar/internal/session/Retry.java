package dev.postcar.internal.session;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** When a failed transaction is tried again, and how long to wait before. */
public final class Retry {

  /** 55P03 lock_not_available, 40P01 deadlock_detected, 40001 serialization_failure. */
  private static final Set<String> PASSING = Set.of("55P03", "40P01", "40001");

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private Retry() {}

  public static boolean mayPass(String sqlState) {
    return PASSING.contains(String.valueOf(sqlState));
  }

  /**
   * Sleeps before a migration, or a round of one, is tried again.
   *
   * @param attempt from 0
   */
  public static void pause(int attempt) {
    pause(attempt, FIRST_PAUSE, LONGEST_PAUSE);
  }

  /**
   * Sleeps for a random time, up to a limit that doubles with each attempt (full jitter).
   *
   * @param attempt from 0
   * @param first the limit of the first pause
   * @param longest the limit of any pause
   */
  public static void pause(int attempt, Duration first, Duration longest) {
    long limit = Math.min(longest.toNanos(), first.toNanos() << Math.min(attempt, 20));
    // An interrupted thread would not sleep at all, and ask the server without a pause.
    boolean interrupted = Thread.interrupted();
    if (interrupted) {
      // An interrupt is an unpark too, which the next park does not wait for.
      LockSupport.parkNanos(1);
    }
    LockSupport.parkNanos(1_000_000L + ThreadLocalRandom.current().nextLong(limit));
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
