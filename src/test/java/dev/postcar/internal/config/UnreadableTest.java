package dev.postcar.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import org.junit.jupiter.api.Test;

/** What is said of a file that the operator may not read, or that is no text. */
final class UnreadableTest {

  @Test
  void aFileThatMayNotBeReadIsNotBlamedForItsEncoding() {
    assertThat(Unreadable.why(new AccessDeniedException("postcar.conf.groovy")))
        .isEqualTo("cannot be read: permission denied");
    assertThat(Unreadable.why(new MalformedInputException(1)))
        .isEqualTo("cannot be read as UTF-8 text");
  }
}
