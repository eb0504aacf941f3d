package dev.postcar.internal.fleet;

import dev.postcar.PostcarException;
import dev.postcar.fleet.FleetTarget;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.operation.MigrationSource;
import dev.postcar.internal.report.OneAtATime;
import dev.postcar.internal.session.Connections;
import dev.postcar.internal.session.Interruption;
import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.internal.source.Migrations;
import dev.postcar.result.FleetResult;
import dev.postcar.result.FleetResult.State;
import dev.postcar.result.FleetResult.TargetResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The line that an operation on a fleet follows: load, canaries, group by group, and at the end
 * once more what could not be reached.
 */
public final class FleetRun {

  private static final Set<State> DONE = EnumSet.of(State.DONE, State.NOTHING);

  private final List<Entry> entries = new ArrayList<>();
  private final Config config;
  private final FleetSettings settings;
  private final TargetOperation operation;
  private final FleetProgress progress;
  private final Map<Map<String, String>, Integer> sameDatabase = new HashMap<>();
  private final TargetResult[] results;
  private final List<Entry> unreached = new ArrayList<>();
  private final Set<String> lost = new HashSet<>();
  private final FleetThreads threads = new FleetThreads(() -> drain(Interruption.CTRL_C));
  private Schedule schedule;
  private volatile RuntimeException thrown;
  private int failures;
  private int signal;

  /**
   * A run.
   *
   * @throws PostcarException.Configuration if there is no target, or two have one name
   */
  public FleetRun(
      List<FleetTarget> targets, Config config, FleetSettings settings, TargetOperation operation) {
    if (targets.isEmpty()) {
      throw new PostcarException.Configuration("The fleet has no target.");
    }
    Set<String> names = new HashSet<>();
    for (FleetTarget target : targets) {
      if (!names.add(target.name())) {
        throw new PostcarException.Configuration(
            "Two targets of the fleet have the name " + target.name() + ".");
      }
      TargetPlace place = TargetPlace.of(target);
      entries.add(new Entry(entries.size(), target, place));
      sameDatabase.merge(place.database(), 1, Integer::sum);
    }
    this.config = config.with(Config.Given.REPORTER, OneAtATime.of(config.reporter()));
    this.settings = settings;
    this.operation = operation;
    this.results = new TargetResult[targets.size()];
    this.progress = new FleetProgress(operation.name(), targets.size(), this.config.reporter());
  }

  /** Runs. */
  public FleetResult run() {
    long startedAt = System.nanoTime();
    try (Migrations migrations = new MigrationSource(Connections.none()).load(config);
        OpenConnections open = new OpenConnections(settings)) {
      TargetRun runs =
          new TargetRun(
              config,
              settings,
              operation,
              (own, there) -> MigrationSource.of(migrations, own, there),
              open,
              migrations.known().stream().anyMatch(AvailableMigration::code));
      look(runs);
      if (canaries(runs)) {
        for (List<Entry> group : groups(rest())) {
          run(group, runs);
        }
        againWhatWasNotReached(runs);
      }
    }
    for (Entry entry : entries) {
      if (results[entry.index()] == null) {
        TargetResult same = operation.isOfDatabase() ? results[first(entry).index()] : null;
        results[entry.index()] =
            same == null
                ? WithoutRun.notTried(entry.target(), null)
                : WithoutRun.as(same, entry.target());
      }
    }
    return new FleetResult(
        operation.name(),
        Arrays.asList(results),
        signal,
        (System.nanoTime() - startedAt) / 1_000_000);
  }

  /** One look at each shared bookkeeping, where many targets may have nothing to do. */
  private void look(TargetRun runs) {
    if (!settings.shared() || operation.byHistory() == null) {
      return;
    }
    Map<TargetPlace, List<Entry>> databases =
        entries.stream()
            .filter(entry -> entry.target().schema() != null)
            .collect(Collectors.groupingBy(Entry::place));
    databases.values().removeIf(same -> same.size() == 1);
    Iterator<List<Entry>> left = List.copyOf(databases.values()).iterator();
    int count = Math.min(databases.size(), Math.min(settings.parallel(), settings.perServer()));
    threads.run(
        count,
        () -> {
          for (List<Entry> same = next(left); same != null; same = next(left)) {
            runs.look(same, this::isEnded, this::settled);
          }
        });
  }

  private List<Entry> next(Iterator<List<Entry>> left) {
    synchronized (left) {
      return left.hasNext() && !isEnded() ? left.next() : null;
    }
  }

  private void settled(Entry entry, TargetResult result) {
    results[entry.index()] = result;
    progress.ended(entry.target().name(), result);
  }

  /** What comes after the canaries; what is the same for several targets is done once. */
  private List<Entry> rest() {
    List<Entry> rest = entries.subList(Math.min(settings.canary(), entries.size()), entries.size());
    return operation.isOfDatabase()
        ? rest.stream().filter(entry -> first(entry).equals(entry)).toList()
        : rest;
  }

  /** The first target in the same database. */
  private Entry first(Entry entry) {
    return entries.stream()
        .filter(one -> one.place().equals(entry.place()))
        .findFirst()
        .orElse(entry);
  }

  /** The first ones; false if the rest is not to follow. */
  private boolean canaries(TargetRun runs) {
    List<Entry> first = entries.subList(0, Math.min(settings.canary(), entries.size()));
    if (first.isEmpty()) {
      return true;
    }
    run(first, runs);
    boolean done =
        first.stream()
            .map(entry -> results[entry.index()])
            .allMatch(one -> one != null && DONE.contains(one.state()));
    return done
        && !isEnded()
        && (first.size() == entries.size()
            || settings.goOn() == null
            || settings.goOn().getAsBoolean());
  }

  private List<List<Entry>> groups(List<Entry> rest) {
    if (!settings.groupsInTurn()) {
      return List.of(rest);
    }
    Map<String, List<Entry>> groups = new LinkedHashMap<>();
    for (Entry entry : rest) {
      groups.computeIfAbsent(entry.target().group(), group -> new ArrayList<>()).add(entry);
    }
    return List.copyOf(groups.values());
  }

  /** Each server once; where it answers again, the rest of its targets as well. */
  private void againWhatWasNotReached(TargetRun runs) {
    List<Entry> again = List.copyOf(unreached);
    unreached.clear();
    Map<String, List<Entry>> servers = new LinkedHashMap<>();
    again.forEach(
        entry ->
            servers.computeIfAbsent(entry.place().server(), one -> new ArrayList<>()).add(entry));
    List<Entry> first = servers.values().stream().map(of -> of.get(0)).toList();
    lost.clear();
    run(first, runs);
    List<Entry> rest = new ArrayList<>();
    for (Entry entry : again) {
      boolean down = lost.contains(entry.place().server());
      if (!down && !first.contains(entry)) {
        rest.add(entry);
      } else if (results[entry.index()] == null) {
        String why = "Its server " + entry.place() + " could not be reached for another target.";
        results[entry.index()] = WithoutRun.notTried(entry.target(), why);
      }
    }
    run(rest, runs);
  }

  /** Some targets, as many at a time as may be, up to the end of the last. */
  private void run(List<Entry> all, TargetRun runs) {
    List<Entry> some = all.stream().filter(entry -> isLeft(entry.index())).toList();
    synchronized (this) {
      if (isEnded() || some.isEmpty()) {
        return;
      }
      schedule = new Schedule(some, settings.perServer());
    }
    threads.run(Math.min(settings.parallel(), some.size()), () -> work(runs));
    if (thrown != null) {
      throw thrown;
    }
  }

  /** Not settled; what could not be reached may be tried once more. */
  private boolean isLeft(int index) {
    return results[index] == null || results[index].state() == State.UNREACHABLE;
  }

  private void work(TargetRun runs) {
    try {
      for (Entry entry = schedule.take(); entry != null; entry = schedule.take()) {
        try {
          progress.began(entry.target().name());
          boolean shared = sameDatabase.get(entry.place().database()) > 1;
          ended(entry, runs.run(entry.target(), entry.place(), shared));
        } finally {
          schedule.ended(entry);
        }
      }
    } catch (InterruptedException e) {
      // A wait was drained.
      schedule.stop();
    } catch (RuntimeException e) {
      thrown = e;
      schedule.stop();
    }
  }

  private void ended(Entry entry, TargetRun.Ended ended) {
    TargetResult result = ended.result();
    boolean again;
    synchronized (this) {
      again = results[entry.index()] == null && ended.notReached();
      results[entry.index()] = result;
      if (result.state() == State.FAILED || result.state() == State.REFUSED) {
        failures++;
      }
      if (again) {
        unreached.add(entry);
      }
      if (ended.notReached() && lost.add(entry.place().server())) {
        unreached.addAll(schedule.putOff(entry.place().server()));
      }
      if (failures > settings.maxFailures()) {
        schedule.stop();
      }
    }
    if (again) {
      progress.putOff(entry.target().name());
    } else {
      progress.ended(entry.target().name(), result);
    }
  }

  private synchronized boolean isEnded() {
    return signal > 0 || failures > settings.maxFailures();
  }

  /** Begins no other target. */
  public synchronized void drain(int number) {
    signal = number;
    if (schedule != null) {
      schedule.stop();
    }
    if (operation.onlyWaits()) {
      threads.interrupt();
    }
  }
}
