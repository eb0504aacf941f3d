package dev.postcar.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Three processes on one fleet, each killed once or twice before it may come to its end. */
final class FleetKillRound implements AutoCloseable {

  private static final int PROCESSES = 3;
  private static final int TARGETS = 8;

  /** Within which it is killed before its first report, and after the last it waited for; ms. */
  private static final int START = 1_500;

  private static final int DURING = 60;

  private static final int NEVER = Integer.MAX_VALUE;
  private static final List<String> COMMAND =
      List.of("fleet", "migrate", "--progress=json", "--max-failures", "99");
  private static final List<String> ONCE = List.of("M0001_Ran|1", "M0002_Row|1", "M0003_Index|1");

  private final TestDatabase database = new TestDatabase();
  private final boolean shared;
  private final Random random;
  private final String fault;
  private final CommandLine line;
  private final FleetReports reports;
  private final AtomicInteger struck = new AtomicInteger();

  /**
   * A round on a database of its own.
   *
   * @param directory has a conf script for each kind of bookkeeping, in a folder of that name
   */
  FleetKillRound(Path directory, boolean shared, Random random, String fault) {
    this.shared = shared;
    this.random = random;
    this.fault = fault;
    this.line =
        new CommandLine(
            directory.resolve(shared ? "shared" : "tenant"),
            Map.of("POSTCAR_URL", database.url().replace("jdbc:", "")));
    this.reports = new FleetReports(this::assertDone, fault);
    for (int i = 1; i <= TARGETS; i++) {
      database.execute("create schema tenant_" + i);
    }
  }

  /** Runs it, and returns how many kills hit a process that was still running. */
  int run() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(PROCESSES);
    try {
      List<Future<?>> processes = new ArrayList<>();
      for (int i = 0; i < PROCESSES; i++) {
        Random own = new Random(random.nextLong());
        processes.add(
            threads.submit(
                () -> {
                  process(own);
                  return null;
                }));
      }
      for (Future<?> process : processes) {
        process.get(5, TimeUnit.MINUTES);
      }
    } finally {
      threads.shutdownNow();
    }
    for (int i = 1; i <= TARGETS; i++) {
      assertDone("tenant_" + i, Instant.now());
    }
    assertThat(line.run(List.of("fleet", "status")).exitCode()).as(fault).isZero();
    return struck.get();
  }

  private void process(Random own) throws Exception {
    for (int kills = 1 + own.nextInt(2); kills > 0; kills--) {
      // Once so many targets are reported, and a moment later: in the middle of the next ones.
      int after = own.nextInt(TARGETS);
      long moment = own.nextLong(after == 0 ? START : DURING);
      start(after, TimeUnit.MILLISECONDS.toNanos(moment));
    }
    start(NEVER, 0);
  }

  /** Starts a process and kills it so many ns after so many reports, unless it ends before. */
  private void start(int after, long moment) throws IOException, InterruptedException {
    Path out = Files.createTempFile("postcar-out", "");
    Path err = Files.createTempFile("postcar-err", "");
    Process child = line.start(COMMAND, out, err);
    try {
      int seen = 0;
      long killAt = after == 0 ? System.nanoTime() + moment : Long.MAX_VALUE;
      while (child.isAlive() && System.nanoTime() < killAt) {
        seen = reports.read(err, seen);
        if (killAt == Long.MAX_VALUE && seen >= after) {
          killAt = System.nanoTime() + moment;
        }
        child.waitFor(1, TimeUnit.MILLISECONDS);
      }
      boolean killed = child.isAlive();
      if (killed) {
        struck.incrementAndGet();
        child.destroyForcibly();
      }
      child.waitFor();
      reports.read(err, seen);
      if (!killed) {
        assertThat(child.exitValue()).as(fault + "\n" + Files.readString(out)).isZero();
      }
    } finally {
      child.destroyForcibly().waitFor();
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** Each migration once in the data, and once in the history, recorded by then. */
  private void assertDone(String target, Instant then) {
    String history =
        shared
            ? "_postcar.migration where target = '" + target + "'"
            : "_postcar_" + target + ".migration where true";
    assertThat(
            database.rows(
                "select name, count(*) from "
                    + history
                    + " and state = 'applied' and applied_at <= '"
                    + then
                    + "' group by 1 order by 1"))
        .as("%s: the history of %s at %s", fault, target, then)
        .isEqualTo(ONCE);
    assertThat(database.rows("select name, count(*) from " + target + ".ran group by 1 order by 1"))
        .as("%s: what ran in %s", fault, target)
        .isEqualTo(ONCE);
  }

  @Override
  public void close() {
    database.close();
  }
}
