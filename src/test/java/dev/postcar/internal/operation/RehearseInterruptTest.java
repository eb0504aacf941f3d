package dev.postcar.internal.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.Event;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.options.RehearseOptions;
import dev.postcar.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ctrl-C ends a rehearsal at once: while traffic runs, and in a statement that takes long. */
final class RehearseInterruptTest {

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"traffic before", "rehearsing"})
  void itEndsAndSaysWhatWasTouched(String when) throws IOException {
    Path app = Files.createDirectories(directory.resolve("app"));
    Files.writeString(
        app.resolve("M0001_Init.sql"), "create table t (id bigint primary key, n int);\n");
    Files.writeString(
        app.resolve("M0002_Slow.sql"),
        "alter table t add m int; select pg_sleep(case when exists (select from t) then 60 else 0"
            + " end);\n");
    boolean[] asked = {false};
    long begun = System.nanoTime();
    try (TestDatabase database = new TestDatabase();
        Postcar postcar = Postcar.on(database.dataSource()).packages("app").sources(directory)) {
      postcar.reporter(
          event -> {
            if (!asked[0] && event instanceof Event.Phase phase && phase.doing().startsWith(when)) {
              asked[0] = true;
              new Thread(() -> interrupt(postcar)).start();
            }
          });
      RehearseOptions options =
          new RehearseOptions(
              "M0002",
              RehearseOptions.Data.rows(100),
              new RehearseOptions.Load(
                  null, 2, 20, Duration.ofSeconds(when.equals("rehearsing") ? 1 : 60), 1),
              null);
      assertThatThrownBy(() -> postcar.rehearse(options))
          .isInstanceOf(PostcarException.Interrupted.class)
          .hasMessage("Interrupted. The scratch database was removed; nothing else was touched.");
    }
    assertThat(asked[0]).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(40));
  }

  private static void interrupt(Postcar postcar) {
    LockSupport.parkNanos(700_000_000L);
    postcar.interrupt(2);
  }
}
