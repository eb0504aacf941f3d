package dev.postcar.internal.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.Event.Holder;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LockWaitTest {

  private static List<Holder> holders(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(pid -> new Holder(pid, "ada", "", "active", "", ""))
        .toList();
  }

  @Test
  void aLineNamesAFewOfManyHolders() {
    assertThat(LockWait.some(holders(5), LockWait::who))
        .isEqualTo("pid 1 (ada); pid 2 (ada); pid 3 (ada); pid 4 (ada); pid 5 (ada)");
    assertThat(LockWait.some(holders(70), LockWait::who)).endsWith("pid 5 (ada); and 65 others");
  }
}
