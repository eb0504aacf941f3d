package dev.postcar.internal.operation;

import dev.postcar.Event;
import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.Reporter;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.rehearse.RehearseRun;
import dev.postcar.internal.sampledata.SampleData;
import dev.postcar.internal.scratch.ScratchDatabase;
import dev.postcar.internal.scratch.ScratchLimit;
import dev.postcar.internal.session.Connections;
import dev.postcar.internal.session.ServerSaid;
import dev.postcar.internal.sql.Quote;
import dev.postcar.internal.trace.TraceRun;
import dev.postcar.options.RehearseOptions;
import dev.postcar.result.RehearseResult;
import dev.postcar.result.TableStats;
import dev.postcar.result.TraceResult;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A rehearsal on a scratch database: once quietly, to learn which tables are touched, then on rows
 * and under traffic.
 *
 * @param base the migrations before the measured ones
 * @param measured those that run under traffic
 * @param selected which these are, in a few words
 */
record ScratchRehearsal(
    Scratch scratch,
    List<Step> base,
    List<Step> measured,
    String selected,
    RehearseOptions options) {

  /** Makes what the base runs on, in an empty database. */
  @FunctionalInterface
  interface Start {
    /** Makes it. */
    void in(ScratchDatabase database);
  }

  /**
   * Runs it.
   *
   * @param database empty
   * @param start what comes before the base, such as a dump
   * @throws PostcarException.MigrationFailed if a migration fails for another reason than the
   *     traffic
   */
  RehearseResult run(ScratchDatabase database, Start start) {
    return run(database, start, Set.of());
  }

  /**
   * The same with traffic on more tables.
   *
   * @param also tables that a run on empty tables does not touch, as a trace names them
   */
  RehearseResult run(ScratchDatabase database, Start start, Set<String> also) {
    try {
      start.in(database);
      scratch.tell("rehearse: a run without traffic");
      Set<String> touched = new LinkedHashSet<>(touched(database));
      touched.addAll(also);
      database.empty();
      start.in(database);
      scratch.tell("rehearse: running the migrations before");
      build(database, base, Set.of());
      scratch.endIfInterrupted();
      List<String> notes = new ArrayList<>();
      String data = fill(database, notes);
      try (Connections there = there(database)) {
        return new RehearseRun(there, scratch.config(), options.load(), scratch.interruption())
            .run(measured, touched, selected, data, notes);
      }
    } catch (PostcarException.MigrationFailed e) {
      throw ScratchLimit.in(e).orElse(e);
    }
  }

  /** The tables that the measured migrations touch. */
  Set<String> touched(ScratchDatabase database) {
    List<Step> all = Stream.concat(base.stream(), measured.stream()).toList();
    Set<MigrationId> ids = measured.stream().map(Step::id).collect(Collectors.toSet());
    return RehearseRun.touched(build(database, all, ids));
  }

  private TraceResult build(ScratchDatabase database, List<Step> steps, Set<MigrationId> reported) {
    Config config = scratch.config();
    try (Connections there = there(database)) {
      return TraceRun.run(there, config, steps, reported, TableStats.UNKNOWN, Reporter.SILENT);
    }
  }

  /** Filling takes long: whoever interrupts it need not wait for its end. */
  private void report(Event event) {
    scratch.endIfInterrupted();
    scratch.config().reporter().on(event);
  }

  private static Connections there(ScratchDatabase database) {
    return Connections.to(database.jdbcUrl(), database.properties(), Duration.ZERO);
  }

  /** Fills the tables, unless a dump has; says with what. */
  private String fill(ScratchDatabase database, List<String> notes) {
    RehearseOptions.Data data = options.data();
    Config config = scratch.config();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      if (config.role() != null) {
        statement.execute("set role " + Quote.identifier(config.role()));
      }
      if (data.dump() == null) {
        scratch.tell("rehearse: filling the tables");
        SampleData.fill(connection, data.like(), data.rows(), options.load().seed(), this::report)
            .leftOut()
            .forEach(one -> notes.add("rows of " + one.relation() + ": " + one.reason()));
      }
      config.reporter().on(new Event.Phase("rehearse: analyzing the tables"));
      statement.execute("analyze");
    } catch (SQLException e) {
      throw new PostcarException.Refusal(
          "Refused: the tables cannot be filled: %s.\nState: this was on the scratch database; no other was touched.\nNext: add --dump FILE with real rows."
              .formatted(ServerSaid.of(e)),
          e,
          null);
    }
    return data.dump() != null
        ? "the rows of " + data.dump().name()
        : data.like().tables().isEmpty()
            ? "%,d made-up rows in each table".formatted(data.rows())
            : "made-up rows, as many as in the real tables";
  }
}
