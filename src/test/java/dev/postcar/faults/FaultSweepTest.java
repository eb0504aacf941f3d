package dev.postcar.faults;

import dev.postcar.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Random faults in the middle of runs: after each, at most resume and another run, and all is as if
 * nothing had happened. {@code -Dfaults.seed} replays, {@code -Pfaults} runs the full number.
 */
final class FaultSweepTest {

  private static final int SCALE = Integer.getInteger("faults.scale", 1);
  private static final long SEED = Long.getLong("faults.seed", System.nanoTime());

  private static List<String> undisturbed;
  private static long upBytes;
  private static long downBytes;
  private static long millis;

  @BeforeAll
  static void runUndisturbed() {
    for (int warm = 0; warm < 4; warm++) {
      try (TestDatabase database = new TestDatabase();
          FaultProxy proxy = proxy(database)) {
        long begun = System.nanoTime();
        run(database, proxy, false);
        millis = (System.nanoTime() - begun) / 1_000_000;
        upBytes = proxy.upPassed();
        downBytes = proxy.downPassed();
        undisturbed = Catalog.of(database);
      }
    }
    System.out.printf(
        "faults: seed %d; an undisturbed run: %d bytes up, %d down, %d ms%n",
        SEED, upBytes, downBytes, millis);
  }

  @AfterAll
  static void printSeed() {
    System.out.printf("faults: seed was %d%n", SEED);
  }

  @Test
  void connectionsCutAtAnyByteLoseAndDoubleNothing() {
    Random random = new Random(SEED);
    Tally tally = new Tally("connections cut", SCALE == 1 ? 20 : 35 * SCALE);
    List<Tally.Case> cases = new ArrayList<>();
    for (int i = 0; i < tally.total(); i++) {
      boolean up = random.nextBoolean();
      boolean back = random.nextInt(4) == 0;
      boolean refuse = random.nextInt(4) == 0;
      long after = (long) (random.nextDouble() * 1.05 * (up ? upBytes : downBytes));
      String fault =
          "seed %d, cut %d: %s after %d bytes%s%s"
              .formatted(
                  SEED,
                  i,
                  up ? "up" : "down",
                  after,
                  back ? ", rolling back" : "",
                  refuse ? ", refusing afterwards" : "");
      cases.add(() -> cut(tally, fault, back, refuse, up, after));
    }
    tally.run(cases);
  }

  private static void cut(
      Tally tally, String fault, boolean back, boolean refuse, boolean up, long after) {
    try (TestDatabase database = new TestDatabase();
        FaultProxy proxy = proxy(database)) {
      Recovery.prepare(database, back);
      proxy.refuseAfterCut(refuse);
      if (up) {
        proxy.cutUpAfter(after);
      } else {
        proxy.cutDownAfter(after);
      }
      AtomicBoolean over = new AtomicBoolean();
      Thread healer = heal(proxy, over, refuse);
      tally.add(run(database, proxy, back));
      over.set(true);
      join(healer);
      Recovery.recover(database, back, undisturbed, fault);
    }
  }

  @Test
  void terminatedBackendsLoseAndDoubleNothing() {
    Random random = new Random(SEED + 1);
    Tally tally = new Tally("backends terminated", Math.max(8, 15 * SCALE / 2));
    List<Tally.Case> cases = new ArrayList<>();
    for (int i = 0; i < tally.total(); i++) {
      boolean back = random.nextInt(4) == 0;
      long after = random.nextLong(Math.max(1, millis * 5 / 4));
      String fault = "seed %d, termination %d after %d ms".formatted(SEED, i, after);
      cases.add(() -> terminate(tally, fault, back, after));
    }
    tally.run(cases);
  }

  private static void terminate(Tally tally, String fault, boolean back, long after) {
    try (TestDatabase database = new TestDatabase();
        FaultProxy proxy = proxy(database)) {
      Recovery.prepare(database, back);
      Thread killer =
          new Thread(
              () -> {
                Recovery.sleep(after);
                database.rows(
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where datname = current_database() and pid <> pg_backend_pid()");
              });
      killer.start();
      tally.add(run(database, proxy, back));
      join(killer);
      Recovery.recover(database, back, undisturbed, fault);
    }
  }

  @Test
  void killedProcessesLoseAndDoubleNothing() {
    Random random = new Random(SEED + 2);
    Tally tally = new Tally("processes killed", Math.max(5, 6 * SCALE));
    List<Tally.Case> cases = new ArrayList<>();
    for (int i = 0; i < tally.total(); i++) {
      boolean back = random.nextInt(4) == 0;
      long after = random.nextLong(900);
      String fault = "seed %d, kill %d after %d ms".formatted(SEED, i, after);
      cases.add(() -> kill(tally, fault, back, after));
    }
    tally.run(cases);
  }

  private static void kill(Tally tally, String fault, boolean back, long after) throws Exception {
    try (TestDatabase database = new TestDatabase()) {
      Recovery.prepare(database, back);
      Process child = ChildRunner.start(database.url(), back);
      child.getInputStream().read(); // It is about to connect.
      Recovery.sleep(after);
      boolean ended = !child.isAlive();
      child.destroyForcibly().waitFor();
      tally.add(ended);
      Recovery.recover(database, back, undisturbed, fault);
    }
  }

  private static boolean run(TestDatabase database, FaultProxy proxy, boolean back) {
    return Recovery.run(database, proxy.port(), back);
  }

  /** A server that refuses after the cut comes back a little later. */
  private static Thread heal(FaultProxy proxy, AtomicBoolean over, boolean refuse) {
    Thread healer =
        new Thread(
            () -> {
              while (refuse && !over.get()) {
                Recovery.sleep(150);
                proxy.refuse(false);
              }
            });
    healer.start();
    return healer;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static FaultProxy proxy(TestDatabase database) {
    return new FaultProxy(database.server().host(), database.server().port());
  }
}
