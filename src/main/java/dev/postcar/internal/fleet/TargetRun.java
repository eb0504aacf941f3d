package dev.postcar.internal.fleet;

import dev.postcar.Event;
import dev.postcar.PostcarException;
import dev.postcar.Reporter;
import dev.postcar.fleet.FleetTarget;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.operation.MigrationSource;
import dev.postcar.internal.operation.OperationContext;
import dev.postcar.internal.operation.SharedLook;
import dev.postcar.internal.session.Connections;
import dev.postcar.internal.session.Interruption;
import dev.postcar.result.FleetResult.Failure;
import dev.postcar.result.FleetResult.State;
import dev.postcar.result.FleetResult.TargetResult;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;

/** Does an operation on one target, and says what came of it. */
final class TargetRun {

  /** Histories that are read in one round trip. */
  private static final int AT_ONCE = 200;

  private final Config config;
  private final FleetSettings settings;
  private final TargetOperation operation;
  private final BiFunction<Config, Connections, MigrationSource> sources;
  private final OpenConnections open;
  private final boolean code;

  /**
   * Runs an operation.
   *
   * @param sources the migrations, which are loaded
   * @param code whether some are code: it may leave in the driver what nobody can take back, such
   *     as the types it has looked up, so that its connection is not used again
   */
  TargetRun(
      Config config,
      FleetSettings settings,
      TargetOperation operation,
      BiFunction<Config, Connections, MigrationSource> sources,
      OpenConnections open,
      boolean code) {
    this.config = config;
    this.settings = settings;
    this.operation = operation;
    this.sources = sources;
    this.open = open;
    this.code = code;
  }

  /**
   * What came of a target.
   *
   * @param notReached whether no connection came about, which may pass: nothing ran
   */
  record Ended(TargetResult result, boolean notReached) {}

  /**
   * Runs it.
   *
   * @param needed whether another target has the same connections
   */
  Ended run(FleetTarget target, TargetPlace place, boolean needed) {
    long startedAt = System.nanoTime();
    Outcome outcome = null;
    Failure failure = null;
    State state;
    boolean reached = false;
    Connections connections = open.take(place);
    try {
      connections = connections == null ? connect(target, settings.waitForDatabase()) : connections;
      if (!operation.onlyWaits()) {
        reach(connections);
      }
      reached = true;
      outcome = outcome(target, connections);
      state = outcome.state();
    } catch (PostcarException.Findings e) {
      outcome = Outcome.ofLook(null, TargetEnd.findings(e));
      state = State.FOUND;
    } catch (RuntimeException | Error e) {
      failure = TargetEnd.failure(e);
      state = TargetEnd.state(e, reached && operation.writes());
    } finally {
      boolean clean = !code || (outcome != null && outcome.count() == 0);
      open.give(
          place,
          connections == null ? Connections.none() : connections,
          needed && clean && connections != null);
    }
    long millis = (System.nanoTime() - startedAt) / 1_000_000;
    TargetResult result = result(target, state, outcome, failure, millis);
    return new Ended(result, !reached && TargetEnd.mayAnswerLater(result));
  }

  /** Opens the connection that the operation will use: what fails after that was under way. */
  private static void reach(Connections connections) {
    try {
      connections.connectOrFail().close();
    } catch (SQLException e) {
      // Whoever uses it says so.
    }
  }

  private static TargetResult result(
      FleetTarget target, State state, Outcome outcome, Failure failure, long millis) {
    return new TargetResult(
        target.name(),
        target.group(),
        target.schema(),
        state,
        outcome == null ? 0 : outcome.count(),
        outcome == null ? null : outcome.pending(),
        outcome == null ? List.of() : outcome.findings(),
        failure,
        millis);
  }

  private Outcome outcome(FleetTarget target, Connections connections) {
    Config own = config(target);
    MigrationSource source = sources.apply(own, connections);
    return operation
        .perTarget()
        .apply(new OperationContext(connections, own, source, new Interruption()));
  }

  /**
   * Settles by one look at a shared bookkeeping those targets of a database on which nothing has to
   * run; of the others nothing is said here.
   */
  void look(List<Entry> entries, BooleanSupplier ends, BiConsumer<Entry, TargetResult> settled) {
    FleetTarget first = entries.get(0).target();
    try (Connections connections = connect(first, Duration.ZERO)) {
      Config own = TargetConfig.of(config, first.schema(), true).with(Config.Given.SCHEMA, null);
      MigrationSource source = sources.apply(own, connections);
      OperationContext context = new OperationContext(connections, own, source, new Interruption());
      try (SharedLook look = new SharedLook(context)) {
        for (int from = 0; from < entries.size() && !ends.getAsBoolean(); from += AT_ONCE) {
          look(look, entries.subList(from, Math.min(from + AT_ONCE, entries.size())), settled);
        }
      }
    } catch (RuntimeException e) {
      // Each target says so itself.
    }
  }

  private void look(SharedLook look, List<Entry> some, BiConsumer<Entry, TargetResult> settled) {
    Map<String, Recorded> histories =
        look.read(some.stream().map(entry -> entry.target().schema()).toList());
    for (Entry entry : some) {
      Recorded recorded = histories.get(entry.target().schema());
      try {
        Outcome outcome = recorded == null ? null : operation.byHistory().apply(look, recorded);
        if (outcome != null) {
          settled.accept(entry, result(entry.target(), outcome.state(), outcome, null, 0));
        }
      } catch (PostcarException e) {
        // It says so itself.
      }
    }
  }

  private Connections connect(FleetTarget target, Duration wait) {
    Properties properties = target.properties();
    String asked = settings.passwords() == null ? null : settings.passwords().apply(target.name());
    if (asked != null) {
      properties.setProperty("password", asked);
    }
    return Connections.reused(target.jdbcUrl(), properties, wait);
  }

  /** Only warnings are heard, with the target's name. */
  private Config config(FleetTarget target) {
    Reporter reporter = config.reporter();
    Reporter named =
        event -> {
          if (event instanceof Event.Warning warning) {
            reporter.on(new Event.Warning(target.name() + ": " + warning.text()));
          }
        };
    Config own =
        operation.isOfDatabase()
            ? config
            : TargetConfig.of(config, target.schema(), settings.shared());
    if (!operation.needsSchema()) {
      own = own.with(Config.Given.SCHEMA, null);
    }
    return own.with(Config.Given.REPORTER, named);
  }
}
