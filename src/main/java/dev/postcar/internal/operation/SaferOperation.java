package dev.postcar.internal.operation;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.rehearse.RehearseRun;
import dev.postcar.internal.run.OpenDatabase;
import dev.postcar.internal.safer.SaferPlan;
import dev.postcar.internal.scratch.ScratchDatabase;
import dev.postcar.internal.scratch.ScratchLimit;
import dev.postcar.internal.session.Connections;
import dev.postcar.internal.session.ServerSaid;
import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.internal.source.MigrationSelector;
import dev.postcar.internal.source.Migrations;
import dev.postcar.internal.source.SourceRequest;
import dev.postcar.internal.source.edit.SaferSources;
import dev.postcar.internal.source.edit.SourceChange;
import dev.postcar.internal.source.edit.StagedSources;
import dev.postcar.internal.trace.TraceRun;
import dev.postcar.options.RehearseOptions;
import dev.postcar.options.SaferOptions;
import dev.postcar.result.SaferResult;
import dev.postcar.result.TableStats;
import dev.postcar.result.TraceResult;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code safer}: a pending migration as one to several that hurt nobody, once a scratch database
 * has shown that they end in the same schema.
 */
public final class SaferOperation {

  private final Scratch scratch;
  private final Planning planning;
  private final AvailableMigration original;
  private final SourceRequest request;

  SaferOperation(OperationContext context, Planning planning, String id) {
    this.scratch = context.scratch();
    this.planning = planning;
    List<AvailableMigration> all = planning.migrations().loaded();
    MigrationId chosen =
        MigrationSelector.select(id, all.stream().map(AvailableMigration::id).toList());
    this.original = all.stream().filter(one -> one.id().equals(chosen)).findFirst().orElseThrow();
    this.request = SourceRequest.of(context.config());
  }

  /**
   * Works out the safe form, proves it, and writes it if that is asked for.
   *
   * @throws PostcarException.Findings if a part of it is not proved; nothing is written then
   */
  public static SaferResult run(OperationContext context, SaferOptions options) {
    try (Planning planning = context.load()) {
      SaferOperation safer = new SaferOperation(context, planning, options.id());
      safer.refuse(context);
      return safer.scratch.asOne(() -> safer.make(options));
    }
  }

  private void refuse(OperationContext context) {
    String session = original.code() ? null : SaferPlan.sessionStatement(original.forwardSql());
    String restores = SaferPlan.restoresRows(original.rollbackSql());
    String obstacle = null;
    if (original.code()) {
      obstacle = "is Java code, which cannot be taken apart";
    } else if (session != null) {
      obstacle =
          "changes the session for the statements after it, which cannot be taken apart: "
              + session;
    } else if (restores != null) {
      obstacle = "has a rollback that works on rows, which its parts would lose: " + restores;
    }
    if (obstacle == null && context.connections().hasDatabase()) {
      try (OpenDatabase database = context.open()) {
        if (!planning.pending(database.read()).contains(original.id())) {
          obstacle = "is not pending in " + database.database() + ": only a pending one changes";
        }
      }
    }
    if (obstacle != null) {
      throw new PostcarException.Refusal(
          "Refused: %s %s. Nothing was changed.".formatted(original.id(), obstacle));
    }
  }

  /** The form, and the tables that the original touches. */
  private record Planned(SaferPlan plan, Set<String> touched) {}

  private SaferResult make(SaferOptions options) {
    Planned planned;
    try (ScratchDatabase database = scratch.open(planning.migrations())) {
      planned = plan(database);
    } catch (SQLException e) {
      throw unreadable(e);
    }
    SaferPlan plan = planned.plan();
    if (!plan.changesSomething(original.forwardSql())) {
      return new SaferResult(
          original.id().toString(), List.of(), plan.left(), List.of(), List.of(), List.of());
    }
    SaferNumbers numbers = new SaferNumbers(original.id(), scratch.config().lockTimeout());
    List<SaferSources.NewMigration> parts = numbers.of(plan.parts());
    numbers.refuseTaken(parts, planning.migrations().known());
    SourceChange change = change(parts);
    SaferResult result = result(plan, parts, proof(change, parts), List.of());
    if (!result.proven()) {
      throw new PostcarException.Findings(
          "The safe form of %s is not proved. Nothing was changed.".formatted(original.id()),
          result);
    }
    if (options.rehearsal() != null) {
      result =
          result(
              plan,
              parts,
              result.proof(),
              rehearsed(options.rehearsal(), change, parts, planned.touched()));
    }
    if (!options.write()) {
      return result;
    }
    change.make();
    return result.withFiles(change.files().stream().map(Path::toString).toList());
  }

  private List<SaferResult.Rehearsed> rehearsed(
      RehearseOptions options,
      SourceChange change,
      List<SaferSources.NewMigration> parts,
      Set<String> touched) {
    SaferRehearsal rehearsal = new SaferRehearsal(scratch, options);
    Set<MigrationId> ids =
        parts.stream().map(SaferSources.NewMigration::id).collect(Collectors.toSet());
    return List.of(
        rehearsal.of("original", planning.migrations(), planning, Set.of(original.id()), touched),
        staged(
            change,
            (after, there) ->
                rehearsal.of("safe form", after, new Planning(after, there), ids, touched)));
  }

  private Planned plan(ScratchDatabase database) throws SQLException {
    List<Step> before = new ArrayList<>();
    for (Step step : planning.onEmptyDatabase().steps()) {
      if (step.isMigration() && step.id().equals(original.id())) {
        break;
      } else if (step.runs()) {
        before.add(step);
      }
    }
    Config config = scratch.config();
    List<Step> steps = new ArrayList<>(before);
    steps.add(step(SaferPlan.actions(original.forwardSql())));
    scratch.tell("safer: tracing " + original.id().name());
    try (Connections there =
        Connections.to(database.jdbcUrl(), database.properties(), Duration.ZERO)) {
      TraceResult trace =
          TraceRun.run(
              there, config, steps, Set.of(original.id()), TableStats.UNKNOWN, config.reporter());
      database.empty();
      if (!before.isEmpty()) {
        try (OperationContext postcar = scratch.on(database, planning.migrations())) {
          String last = before.get(before.size() - 1).id().toString();
          new MigrateOperation(postcar).run(Target.to(last));
        }
      }
      return new Planned(
          SaferPlan.of(there, config, step(original.forwardSql()), trace.hints()),
          RehearseRun.touched(trace));
    } catch (PostcarException.MigrationFailed e) {
      throw ScratchLimit.in(e).orElse(e);
    }
  }

  private Step step(String sql) {
    AvailableMigration one =
        original.withSql(sql, original.rollbackSql(), original.transactional());
    return new Step(
        original.id(), Step.Action.RUN, dev.postcar.Direction.FORWARD, one, null, false);
  }

  /** The lines of the proof for these parts in the place of the original. */
  List<SaferResult.Check> proof(SourceChange change, List<SaferSources.NewMigration> parts) {
    List<MigrationId> ids = parts.stream().map(SaferSources.NewMigration::id).toList();
    scratch.tell("safer: proving the new form");
    return staged(
        change,
        (after, there) -> {
          try (ScratchDatabase database = scratch.open(after)) {
            return new SaferProof(scratch, database, planning.migrations(), after, there)
                .of(original, ids);
          }
        });
  }

  /** What is done with the new sources before they are in place. */
  @FunctionalInterface
  private interface Staged<T> {
    T on(Migrations after, Config there) throws SQLException;
  }

  private <T> T staged(SourceChange change, Staged<T> work) {
    try (StagedSources staged = change.stage()) {
      Config there =
          scratch.there().with(Setting.SOURCES, staged.roots()).with(Config.Given.CACHE, null);
      try (Migrations after = staged.load(SourceRequest.of(there))) {
        return work.on(after, there);
      }
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  SourceChange change(List<SaferSources.NewMigration> parts) {
    return SaferSources.change(request, original, parts);
  }

  private SaferResult result(
      SaferPlan plan,
      List<SaferSources.NewMigration> parts,
      List<SaferResult.Check> proof,
      List<SaferResult.Rehearsed> rehearsed) {
    List<SaferResult.Part> shown = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      SaferSources.NewMigration part = parts.get(i);
      shown.add(
          new SaferResult.Part(
              part.id().toString(),
              part.transactional(),
              part.batches(),
              part.lockTimeout(),
              part.forward(),
              part.rollback(),
              plan.parts().get(i).deploy()));
    }
    return new SaferResult(
        original.id().toString(), shown, plan.left(), proof, rehearsed, List.of());
  }

  private static PostcarException unreadable(SQLException e) {
    return new PostcarException.Connection(
        "The scratch database cannot be read: " + ServerSaid.of(e) + ".", e);
  }
}
