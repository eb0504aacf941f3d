package dev.postcar.internal.operation;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.internal.check.ChangedSince;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.plan.Plan;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.run.OpenDatabase;
import dev.postcar.internal.scratch.ScratchDatabase;
import dev.postcar.internal.scratch.ScratchLimit;
import dev.postcar.internal.session.Connections;
import dev.postcar.internal.source.SourceRequest;
import dev.postcar.internal.trace.TraceRun;
import dev.postcar.options.TraceOptions;
import dev.postcar.result.TraceResult;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code trace}: what each statement does to the tables, on a scratch database. */
public final class TraceOperation {

  private TraceOperation() {}

  /** Traces. */
  public static TraceResult run(OperationContext context, TraceOptions options) {
    try (Planning planning = context.load()) {
      Plan plan = planning.onEmptyDatabase();
      boolean all = options.all() || !context.connections().hasDatabase();
      Set<MigrationId> reported =
          all ? new HashSet<>(plan.migrations()) : pending(context, planning);
      if (options.since() != null) {
        SourceRequest request = SourceRequest.of(context.config());
        reported = ChangedSince.of(request, options.since(), reported);
      }
      if (reported.isEmpty()) {
        return new TraceResult(List.of(), List.of());
      }
      List<Step> steps = plan.steps().stream().filter(Step::runs).toList();
      return trace(context, planning, steps, reported, options).orFindings(options.failOn());
    }
  }

  private static TraceResult trace(
      OperationContext context,
      Planning planning,
      List<Step> steps,
      Set<MigrationId> reported,
      TraceOptions options) {
    Config config = context.config();
    try (ScratchDatabase scratch = context.scratch().open(planning.migrations());
        Connections there =
            Connections.to(scratch.jdbcUrl(), scratch.properties(), Duration.ZERO)) {
      return TraceRun.run(there, config, steps, reported, options.stats(), config.reporter());
    } catch (PostcarException.MigrationFailed e) {
      throw ScratchLimit.in(e).orElse(e);
    }
  }

  private static Set<MigrationId> pending(OperationContext context, Planning planning) {
    try (OpenDatabase database = context.open()) {
      return planning.pending(database.read());
    }
  }
}
