package dev.postcar.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.postcar.Event;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.internal.scratch.EmbeddedServer;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import dev.postcar.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server itself is stopped in the middle of runs, as by a power cut (immediate shutdown). */
final class ServerStopTest {

  private static final int SCALE = Integer.getInteger("faults.scale", 1);
  private static final long SEED = Long.getLong("faults.seed", System.nanoTime());

  @TempDir Path directory;
  @TempDir Path sources;
  private EmbeddedServer server;
  private FaultProxy front;
  private TestServer address;

  @BeforeEach
  void start() {
    server = EmbeddedServer.start(directory, Duration.ofSeconds(10));
    front = new FaultProxy("127.0.0.1", server.port());
    address =
        new TestServer(
            "127.0.0.1", front.port(), "postgres", server.properties().getProperty("password"));
  }

  @AfterEach
  void stop() {
    front.close();
    server.close();
  }

  @Test
  void aServerThatIsStoppedAtOnceLosesAndDoublesNothing() throws Exception {
    Random random = new Random(SEED);
    System.out.printf("faults: seed %d%n", SEED);
    List<String> undisturbed;
    try (TestDatabase database = new TestDatabase(address)) {
      Recovery.run(database, front.port(), false);
      undisturbed = Catalog.of(database);
    }
    Tally tally = new Tally("servers stopped", Math.max(3, 3 * SCALE / 2));
    for (int i = 0; i < tally.total(); i++) {
      boolean back = random.nextInt(4) == 0;
      long after = random.nextLong(400);
      String fault = "seed %d, stop %d after %d ms".formatted(SEED, i, after);
      try (TestDatabase database = new TestDatabase(address)) {
        Recovery.prepare(database, back);
        Thread stopper = new Thread(() -> stopAndStart(after));
        stopper.start();
        tally.add(Recovery.run(database, front.port(), back));
        stopper.join();
        Recovery.recover(database, back, undisturbed, fault);
      }
    }
    tally.print();
  }

  @Test
  void whatIsToldAsAppliedIsDurableAlsoWhereAMessageEndsInTheMiddle() {
    MigrationFolder folder = new MigrationFolder(sources);
    for (int i = 1; i <= 5; i++) {
      folder.sql("M000" + i + "_T", "create table t" + i + " ()", null);
    }
    folder.sql("M0006_Wrong", "select 1 / 0", null);
    // Or what was committed without waiting becomes durable by itself.
    address.execute("alter system set wal_writer_delay = '10s'");
    address.execute("select pg_reload_conf()");
    AtomicReference<String> survived = new AtomicReference<>();
    try (TestDatabase database = new TestDatabase(address);
        Postcar postcar = folder.on(database.dataSource())) {
      postcar.reporter(
          event -> {
            if (event instanceof Event.MigrationFinished && survived.get() == null) {
              stopAndStart(0);
              survived.set(
                  database.value(
                      "select count(*), count(to_regclass('t5')) from _postcar.migration"
                          + " where state = 'applied'"));
            }
          });
      assertThatThrownBy(postcar::migrate).isInstanceOf(PostcarException.MigrationFailed.class);
    }
    assertThat(survived).hasValue("5|5");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void whatIsToldIsDurableAlsoWhereItIsTheLast(int migrations) {
    MigrationFolder folder = new MigrationFolder(sources);
    for (int i = 1; i <= migrations; i++) {
      folder.sql("M000" + i + "_T", "create table t" + i + " ()", null);
    }
    address.execute("alter system set wal_writer_delay = '10s'");
    address.execute("select pg_reload_conf()");
    AtomicReference<String> survived = new AtomicReference<>();
    try (TestDatabase database = new TestDatabase(address);
        Postcar postcar = folder.on(database.dataSource())) {
      postcar.reporter(
          event -> {
            if (event instanceof Event.MigrationFinished && survived.get() == null) {
              stopAndStart(0);
              survived.set(
                  database.value(
                      "select count(*) from _postcar.migration where state = 'applied'"));
            }
          });
      Throwable lost = catchThrowable(postcar::migrate);
      assertThat(lost == null || lost instanceof PostcarException).isTrue();
    }
    assertThat(survived).hasValue(String.valueOf(migrations));
  }

  private void stopAndStart(long after) {
    Recovery.sleep(after);
    long pid = server.pid();
    try {
      new ProcessBuilder("kill", "-QUIT", String.valueOf(pid)).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
    while (ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
      Recovery.sleep(5);
    }
    server.close();
    server = EmbeddedServer.start(directory, Duration.ofSeconds(10));
    front.target(server.port());
  }
}
