package dev.postcar.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.internal.session.DriverSockets.AnswerDeadline;
import dev.postcar.testing.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.Driver;

/** The deadline is that of the login which postcar itself waits for. */
final class LoginDeadlineTest {

  @Test
  void aSocketOfAnotherConnectionHasNone() {
    InputStream in = new ByteArrayInputStream(new byte[1]);
    assertThat(AnswerDeadline.over(in)).isSameAs(in);
    AnswerDeadline deadline = AnswerDeadline.ofLogin();
    assertThat(AnswerDeadline.over(in)).isNotSameAs(in);
    deadline.connected();
    assertThat(AnswerDeadline.over(in)).isSameAs(in);
  }

  /** As pools do, and the driver where it has a loginTimeout. */
  @Test
  @Tag("long")
  void aConnectionThatOthersOpenLivesLongerThanALogin() throws Exception {
    try (TestDatabase database = new TestDatabase()) {
      Properties properties = new Properties();
      properties.setProperty("socketFactory", DriverSockets.class.getName());
      properties.setProperty("loginTimeout", "20");
      Connections own = Connections.to(database.url(), properties, Duration.ZERO);
      try (Connection pooled = new Driver().connect(database.url(), properties);
          Connection timed = own.connectOnce()) {
        LockSupport.parkNanos(Duration.ofSeconds(32).toNanos());
        for (Connection one : new Connection[] {pooled, timed}) {
          try (Statement statement = one.createStatement()) {
            assertThat(statement.execute("select 1")).isTrue();
          }
        }
      }
    }
  }
}
