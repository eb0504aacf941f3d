package dev.postcar.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RetryPauseTest {

  @Test
  void anInterruptedThreadPausesTooAndStaysInterrupted() {
    Thread.currentThread().interrupt();
    long begun = System.nanoTime();
    for (int i = 0; i < 50; i++) {
      Retry.pause(0, Duration.ofMillis(1), Duration.ofMillis(1));
    }
    long took = System.nanoTime() - begun;
    assertThat(Thread.interrupted()).isTrue();
    assertThat(Duration.ofNanos(took)).isGreaterThanOrEqualTo(Duration.ofMillis(45));
  }
}
