package dev.postcar.faults;

import dev.postcar.testing.TestDatabase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A scenario that nothing disturbs: what it does, how long it takes, what is so at its end. */
final class Baseline implements AutoCloseable {

  /** The first of all loads what the others find loaded. */
  private static final AtomicInteger WARM = new AtomicInteger();

  private final SweepRoom room;
  private final Scenario scenario;
  private final TestDatabase template;
  private final Map<String, Seen> stages = new HashMap<>();
  private Seen end;
  private List<String> plan;
  private long up;
  private long down;
  private long millis;

  private Baseline(SweepRoom room, Scenario scenario) {
    this.room = room;
    this.scenario = scenario;
    this.template = new TestDatabase(room.server());
  }

  static Baseline of(SweepRoom room, Scenario scenario) {
    Baseline baseline = new Baseline(room, scenario);
    baseline.prepare();
    baseline.run();
    if (scenario.isExclusive()) {
      // Not while a disturbed run is at work on the same.
      baseline.plan.forEach(one -> baseline.stage(one, scenario.isBack()));
    }
    return baseline;
  }

  private void prepare() {
    room.clear(scenario, false);
    if (scenario.kind() != Scenario.Kind.RESTORE) {
      template.execute(
          "create schema tally; create table tally.forward (name text);"
              + " create table tally.back (name text)");
    }
    for (Scenario.Prepared step : scenario.prepared()) {
      room.run(scenario, step.sources(), template, step.args());
    }
  }

  /** A database as the scenario finds it. */
  TestDatabase copy() {
    for (int attempt = 0; ; attempt++) {
      try {
        return new TestDatabase(room.server(), template.name());
      } catch (IllegalStateException e) {
        // 55006: the last session, or the pooler's, is still ending.
        if (attempt == 50) {
          throw e;
        }
        room.server()
            .execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = '"
                    + template.name()
                    + "'");
        Recovery.sleep(50);
      }
    }
  }

  private void run() {
    for (int warm = WARM.getAndSet(1); warm < 2; warm++) {
      room.clear(scenario, true);
      try (TestDatabase database = copy();
          FaultProxy proxy = new FaultProxy("127.0.0.1", room.port(scenario))) {
        Seen start = Seen.of(database, scenario.sources());
        long begun = System.nanoTime();
        Said said =
            room.commandLine(scenario.sources(), database, proxy.port(), Map.of())
                .run(scenario.args());
        millis = (System.nanoTime() - begun) / 1_000_000;
        if (said.exitCode() != 0) {
          throw new IllegalStateException(scenario + " fails undisturbed\n" + said);
        }
        up = proxy.upPassed();
        down = proxy.downPassed();
        end = Seen.of(database, scenario.sources());
        plan = scenario.isBack() ? end.goneSince(start) : end.doneSince(start);
      }
    }
  }

  /** What is so once a migration has run, or has been rolled back, and nothing after it. */
  synchronized Seen stage(String migration, boolean back) {
    return stages.computeIfAbsent(migration + back, key -> makeStage(migration, back));
  }

  private Seen makeStage(String migration, boolean back) {
    if (scenario.kind() == Scenario.Kind.SINGLE) {
      return end;
    }
    List<SweepMigration> all = scenario.sources().migrations();
    int index = all.indexOf(scenario.sources().named(migration));
    if (scenario.isExclusive()) {
      room.clear(scenario, true);
    }
    try (TestDatabase database = copy()) {
      List<String> args =
          !back
              ? List.of("migrate", "--to", migration)
              : index == 0
                  ? List.of("rollback", "--all", "--yes")
                  : List.of("rollback", "--to", all.get(index - 1).name(), "--yes");
      room.run(scenario, scenario.sources(), database, args);
      return Seen.of(database, scenario.sources());
    }
  }

  Scenario scenario() {
    return scenario;
  }

  Seen end() {
    return end;
  }

  /** The names in the order in which they are done. */
  List<String> plan() {
    return plan;
  }

  long up() {
    return up;
  }

  long down() {
    return down;
  }

  long millis() {
    return millis;
  }

  @Override
  public void close() {
    template.close();
  }
}
