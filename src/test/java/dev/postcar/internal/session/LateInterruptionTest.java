package dev.postcar.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is waited for may be known only after the request to end. */
final class LateInterruptionTest {

  @Test
  void whatIsKnownAfterTheRequestIsEndedAtOnce() {
    Interruption interruption = new Interruption();
    AtomicInteger ended = new AtomicInteger();
    interruption.begin();
    interruption.request(15);
    interruption.alsoEnd(ended::incrementAndGet);
    assertThat(ended).hasValue(1);
    interruption.end();
    interruption.begin();
    interruption.alsoEnd(ended::incrementAndGet);
    assertThat(ended).as("the next operation").hasValue(1);
    interruption.request(15);
    assertThat(ended).hasValue(2);
    interruption.end();
  }
}
