package dev.postcar.faults;

import dev.postcar.schema.EmbeddedServer;
import dev.postcar.testing.TestDatabase;
import dev.postcar.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server itself is stopped in the middle of runs, as by a power cut (immediate shutdown). */
final class ServerStopTest {

  private static final int SCALE = Integer.getInteger("faults.scale", 1);
  private static final long SEED = Long.getLong("faults.seed", System.nanoTime());

  @TempDir Path directory;
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
