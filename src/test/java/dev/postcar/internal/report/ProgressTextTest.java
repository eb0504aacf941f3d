package dev.postcar.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.Event;
import org.junit.jupiter.api.Test;

final class ProgressTextTest {

  private static String line(String unit, long done, long total, long remainingMs, long since) {
    return new ProgressText(true, true, 80)
        .of(
            new Event.Progress(null, "verify", "", done, total, unit, 20_000, -1, remainingMs),
            since);
  }

  @Test
  void theTimeLeftIsSaidUntilItsLastSecond() {
    assertThat(line("migrations", 9, 10, 2_500, 0))
        .isEqualTo("verify: 9 of 10 migrations, 20 s, about 2 s left");
    assertThat(line("migrations", 9, 10, 2_500, 1_500))
        .isEqualTo("verify: 9 of 10 migrations, 21 s, about 1 s left");
    assertThat(line("migrations", 9, 10, 2_500, 1_501))
        .isEqualTo("verify: 9 of 10 migrations, 21 s");
    assertThat(line("migrations", 9, 10, 0, 0)).isEqualTo("verify: 9 of 10 migrations, 20 s");
    assertThat(line("blocks", 9, 10, 2_500, 9_000)).isEqualTo("verify  █████████░ 90 %  29 s");
  }
}
