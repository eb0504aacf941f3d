package dev.postcar.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random faults in the middle of every command that writes. After each, what the command said is
 * read and compared with the database; then what it advised is done, until all is as if nothing had
 * happened. {@code -Dfaults.seed} replays a sweep, {@code -Dfaults.only} one fault of it.
 */
final class TruthSweepTest {

  private static final int SCALE = Integer.getInteger("faults.scale", 1);
  private static final int FAULTS =
      Integer.getInteger("faults.count", SCALE == 1 ? 20 : 55 * SCALE);
  private static final int SHORT = 8;
  private static final int ONLY = Integer.getInteger("faults.only", -1);
  private static final String SCENARIO = System.getProperty("faults.scenario", "");

  /** The build repeats one sweep; what is new is found where faults are asked for. */
  private static final long SEED =
      Long.getLong("faults.seed", SCALE == 1 ? 20261126 : System.nanoTime());

  @TempDir Path directory;
  private SweepRoom room;
  private final Map<String, Baseline> baselines = new ConcurrentHashMap<>();
  private final List<String> reports = Collections.synchronizedList(new ArrayList<>());
  private final TruthTable table = new TruthTable();

  @BeforeEach
  void open() {
    room = new SweepRoom(directory);
  }

  @AfterEach
  void close() {
    baselines.values().forEach(Baseline::close);
    room.close();
  }

  @Test
  void whatIsSaidIsSoAndWhatIsAdvisedHelps() throws InterruptedException {
    System.out.printf("truth: seed %d%n", SEED);
    if (!room.hasBouncer()) {
      System.out.println("truth: PgBouncer is not installed: nothing runs through it");
    }
    List<Scenario> scenarios =
        Scenarios.all(room.hasBouncer()).stream()
            .filter(one -> one.name().matches(SCENARIO.isEmpty() ? ".*" : SCENARIO))
            .toList();
    Random order = new Random(SEED);
    if (SCALE == 1 && scenarios.size() > SHORT) {
      // To know a scenario undisturbed takes as long as to disturb it.
      List<Scenario> some = new ArrayList<>(scenarios);
      Collections.shuffle(some, order);
      scenarios = some.subList(0, SHORT);
    }
    ExecutorService threads = Executors.newFixedThreadPool(3);
    for (int i = 0; i < FAULTS; i++) {
      int number = i;
      Scenario scenario = scenarios.get(order.nextInt(scenarios.size()));
      if (ONLY < 0 || ONLY == i) {
        threads.execute(() -> guarded(number, scenario));
      }
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(2, TimeUnit.HOURS)).isTrue();
    table.print();
    System.out.printf("truth: seed was %d%n", SEED);
    assertThat(reports).as("seed %d: falsehoods", SEED).isEmpty();
  }

  private void guarded(int number, Scenario scenario) {
    try {
      synchronized (room.lock(scenario)) {
        fault(
            number,
            baselines.computeIfAbsent(scenario.name(), name -> Baseline.of(room, scenario)));
      }
    } catch (RuntimeException | AssertionError e) {
      java.io.StringWriter trace = new java.io.StringWriter();
      e.printStackTrace(new java.io.PrintWriter(trace));
      report("fault %d, %s: the sweep itself fails: %s".formatted(number, scenario, trace));
    }
  }

  private void fault(int number, Baseline baseline) {
    Scenario scenario = baseline.scenario();
    Random random = new Random(SEED * 1_000_003 + number);
    Disturbance disturbance = Disturbance.random(random, baseline);
    StringBuilder story = new StringBuilder();
    List<Falsehood> falsehoods = new ArrayList<>();
    boolean struck;
    room.clear(scenario, true);
    try (TestDatabase database = baseline.copy()) {
      Seen before = Seen.of(database, scenario.sources());
      Said said = new DisturbedRun(room, baseline, disturbance, database).run();
      Seen after = Seen.of(database, scenario.sources());
      story.append(said == null ? "    killed\n" : said.toString());
      struck = said == null || said.exitCode() != 0;
      if (said != null) {
        boolean away = disturbance.away() == Disturbance.FOR_EVER;
        falsehoods.addAll(
            new Truth(scenario, scenario.args(), baseline.plan(), said, before, after, away)
                .falsehoods());
      }
      falsehoods.addAll(
          new Operator(room, baseline, disturbance, database, random, story)
              .recover(said, after, after.isAs(before)));
    }
    table.add(disturbance.type().name().toLowerCase(java.util.Locale.ROOT), struck, falsehoods);
    if (!falsehoods.isEmpty()) {
      StringBuilder report = new StringBuilder();
      report.append(
          "fault %d of seed %d: postcar %s (%s), %s%n"
              .formatted(number, SEED, String.join(" ", scenario.args()), scenario, disturbance));
      falsehoods.forEach(
          one ->
              report.append("  ").append(one.kind()).append(": ").append(one.text()).append('\n'));
      report(report.append(story).toString());
    }
  }

  private void report(String text) {
    System.out.println(text);
    reports.add(text);
  }
}
