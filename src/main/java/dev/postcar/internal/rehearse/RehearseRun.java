package dev.postcar.internal.rehearse;

import dev.postcar.Event;
import dev.postcar.PostcarException;
import dev.postcar.Reporter;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.run.Rehearsal;
import dev.postcar.internal.session.Connections;
import dev.postcar.internal.session.Interruption;
import dev.postcar.internal.session.ServerSaid;
import dev.postcar.internal.sql.Quote;
import dev.postcar.options.RehearseOptions;
import dev.postcar.result.RehearseResult;
import dev.postcar.result.RehearseResult.BrokenStatement;
import dev.postcar.result.TraceResult;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Runs migrations under traffic, on a database that is full of rows and has no other users. */
public final class RehearseRun {

  private static final List<String> LIMITS =
      List.of(
          "one machine: clients, migrations and server share it; there are no replicas",
          "statements are sent by the simple protocol: there are no cached plans to break",
          "managed views are not created");

  private static final long LOOK_MILLIS = 100;

  private final Connections database;
  private final Config config;
  private final RehearseOptions.Load load;
  private final Interruption interruption;
  private final Reporter reporter;
  private final List<String> notes = new ArrayList<>();

  /**
   * A rehearsal that has not started.
   *
   * @param database where the migrations run; the base is there, filled and analyzed
   * @param config the time limits, retries, role and search_path are used
   * @param interruption ends it, a statement under way included
   */
  public RehearseRun(
      Connections database, Config config, RehearseOptions.Load load, Interruption interruption) {
    this.database = database;
    this.config = config;
    this.load = load;
    this.interruption = interruption;
    this.reporter = config.reporter();
  }

  /** The tables that statements of a quiet run have locked, rewritten or scanned. */
  public static Set<String> touched(TraceResult quiet) {
    Set<String> tables = new LinkedHashSet<>();
    for (TraceResult.TracedMigration migration : quiet.migrations()) {
      for (TraceResult.TracedStatement statement : migration.statements()) {
        statement.locks().forEach(lock -> tables.add(lock.relation()));
        tables.addAll(statement.rewrites());
        tables.addAll(statement.scans());
        tables.removeAll(statement.minor());
      }
    }
    return tables;
  }

  /**
   * Runs it.
   *
   * @param touched the tables that the traffic is on, as a trace names them
   * @param selected which migrations these are, in a few words
   * @param data what is in the tables, in a few words
   * @param more notes of what was left out before
   * @throws PostcarException.MigrationFailed if a migration fails for another reason than the
   *     traffic
   */
  public RehearseResult run(
      List<Step> steps,
      Collection<String> touched,
      String selected,
      String data,
      List<String> more) {
    notes.addAll(more);
    try (Connection shapes = database.connectOnce()) {
      try (Statement statement = shapes.createStatement()) {
        statement.execute(role() + "set search_path = pg_catalog, pg_temp");
      }
      AutoTraffic auto =
          load.scripts() == null
              ? AutoTraffic.of(shapes, touched, load.seed(), notes::add)
              : new AutoTraffic(ScriptTraffic.of(load.scripts()), List.of());
      if (load.scripts() == null && auto.touched().isEmpty()) {
        return nothing(
            selected,
            List.of("the migrations touch no table that was there before: nobody can wait"));
      }
      if (auto.templates().isEmpty()) {
        throw new PostcarException.Refusal(
            "Refused: there is no traffic to rehearse with: no table that the migrations touch has a primary key and rows. Nothing was run."
                + notes.stream().map(note -> "\n  " + note).reduce("", String::concat)
                + "\nNext: add --load DIR with pgbench scripts of your own.");
      }
      Schedule schedule = new Schedule(auto.templates(), load.rate(), load.seed());
      try (Traffic traffic = new Traffic(database, setup(), schedule, load.clients())) {
        if (!auto.touched().isEmpty()) {
          traffic.slowReader(auto.touched());
        }
        return run(steps, traffic, selected, data);
      }
    } catch (SQLException e) {
      throw new PostcarException.Connection(
          "The database of the rehearsal cannot be used: " + ServerSaid.of(e) + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PostcarException.Interrupted(
          "Interrupted. The database of the rehearsal is left as it is.",
          Interruption.CTRL_C,
          e,
          null);
    }
  }

  /**
   * A rehearsal of nothing.
   *
   * @param notes why
   */
  public static RehearseResult nothing(String selected, List<String> notes) {
    RehearseResult.Figures none = new Figures(List.of()).of(List.of());
    return new RehearseResult(
        selected, "", "", 0, List.of(), none, none, List.of(), notes, List.of());
  }

  private String role() {
    return config.role() == null ? "" : "set role " + Quote.identifier(config.role()) + "; ";
  }

  private String setup() {
    return role()
        + (config.searchPath() == null
            ? ""
            : "select pg_catalog.set_config('search_path', "
                + Quote.literal(config.searchPath())
                + ", false)");
  }

  private RehearseResult run(List<Step> steps, Traffic traffic, String selected, String data)
      throws SQLException, InterruptedException {
    List<MeasuredStep> measured = new ArrayList<>();
    try (Rehearsal rehearsal = Rehearsal.open(database, config, Reporter.SILENT);
        Sampler sampler = new Sampler(database.connectOnce(), traffic, rehearsal.backendPid())) {
      interruption.alsoEnd(rehearsal::cancel);
      traffic.start();
      sampler.start();
      idle("traffic before the migrations");
      long began = traffic.now();
      for (Step step : steps) {
        reporter.on(new Event.Phase("rehearsing " + step.id()));
        MeasuredStep one = new MeasuredStep(step, rehearsal, sampler, traffic, config.retries());
        measured.add(one);
        interruption.endIfRequested("Interrupted.");
        try {
          one.run();
        } catch (PostcarException.MigrationFailed e) {
          interruption.endIfRequested("Interrupted.");
          throw e;
        }
        if (one.failure() != null) {
          break;
        }
      }
      long ended = traffic.now();
      idle("traffic after the migrations");
      long end = traffic.now();
      List<TrafficTransaction> all = traffic.stop();
      sampler.stop();
      Figures figures = new Figures(all);
      String kind =
          load.scripts() == null ? "reads and writes by key" : "scripts of " + load.scripts();
      List<BrokenStatement> broken = BrokenTraffic.of(measured, all, notes);
      notes.addAll(LIMITS);
      return new RehearseResult(
          selected,
          data,
          "%s, %d clients, %d transactions a second".formatted(kind, load.clients(), load.rate()),
          load.seed(),
          measured.stream().map(one -> one.result(figures)).toList(),
          figures.of(List.of(new Span(0, began))),
          figures.of(List.of(new Span(ended, end))),
          broken,
          notes,
          all.stream().map(TrafficTransaction::result).toList());
    }
  }

  private void idle(String doing) throws InterruptedException {
    Duration time = load.around();
    reporter.on(new Event.Phase(doing));
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
      interruption.endIfRequested("Interrupted.");
      Thread.sleep(Math.min(left, LOOK_MILLIS));
    }
  }
}
