package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

final class ErrorMessageTest {

  @Test
  void aServerThatSendsWithoutAnEndIsNoBug() {
    OutOfMemoryError full = new OutOfMemoryError("Java heap space");
    for (Throwable failure : new Throwable[] {full, new CompletionException(full)}) {
      assertThat(ErrorMessage.text(failure, false))
          .startsWith("postcar: The memory of ")
          .contains("\nNext: ")
          .doesNotContain("bug", "Error");
      assertThat(ErrorMessage.text(failure, true)).contains("OutOfMemoryError");
    }
    assertThat(ErrorMessage.text(new IllegalStateException(), false)).contains("a bug in postcar");
  }
}
