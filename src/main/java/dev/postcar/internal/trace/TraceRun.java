package dev.postcar.internal.trace;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.Reporter;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.monitor.Pace;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.run.Rehearsal;
import dev.postcar.internal.session.Connections;
import dev.postcar.internal.source.AllowedHazard;
import dev.postcar.internal.sql.PasswordLiteral;
import dev.postcar.result.TableStats;
import dev.postcar.result.TraceResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Builds all migrations on a scratch database, and reports what some of them do to it. */
public final class TraceRun {

  private TraceRun() {}

  /**
   * Runs them.
   *
   * @param scratch connections to an empty database
   * @param reported those that are looked at; where that is not all of them they are what the
   *     target has still to get, and nobody there waits for a table that one of them makes
   * @param stats how large the tables of the target are; {@link TableStats#UNKNOWN} if not known
   * @param reporter hears how far it has come
   * @throws PostcarException.MigrationFailed if one of them fails, with what was seen before it
   */
  public static TraceResult run(
      Connections scratch,
      Config options,
      List<Step> steps,
      Set<MigrationId> reported,
      TableStats stats,
      Reporter reporter) {
    List<TraceResult.TracedMigration> migrations = new ArrayList<>();
    List<FiredHint> findings = new ArrayList<>();
    // What a pending migration makes is not in the target yet. Of all of them that says nothing.
    boolean target = !steps.stream().map(Step::id).allMatch(reported::contains);
    Set<Object> pending = new HashSet<>();
    try (Rehearsal rehearsal = Rehearsal.open(scratch, options, Reporter.SILENT)) {
      Tracer tracer = new Tracer(scratch, rehearsal);
      Pace pace = new Pace(null, "trace", "migrations");
      int done = 0;
      for (Step step : steps) {
        reporter.on(pace.at(++done, steps.size()));
        if (!reported.contains(step.id())) {
          tracer.build(step);
          continue;
        }
        MigrationTrace trace = tracer.trace(step);
        migrations.add(result(trace));
        findings.addAll(
            findings(target ? trace.without(pending) : trace, stats, options.allowedHazards()));
        pending.addAll(trace.made());
      }
    } catch (PostcarException.MigrationFailed e) {
      throw new PostcarException.MigrationFailed(
          e.migration(), e.commandLineMessage(), e.getCause(), result(migrations, findings));
    }
    return result(migrations, findings);
  }

  private static TraceResult result(
      List<TraceResult.TracedMigration> migrations, List<FiredHint> findings) {
    findings.sort(FiredHint.RANK);
    return new TraceResult(migrations, findings.stream().map(FiredHint::result).toList());
  }

  private static TraceResult.TracedMigration result(MigrationTrace trace) {
    return new TraceResult.TracedMigration(
        trace.step().id().toString(), trace.observations().stream().map(TraceRun::result).toList());
  }

  private static TraceResult.TracedStatement result(Observation seen) {
    return new TraceResult.TracedStatement(
        seen.statement() == null ? null : PasswordLiteral.hide(seen.statement().text(), null),
        seen.durationMs(),
        seen.walBytes(),
        seen.locks().stream()
            .map(held -> new TraceResult.Lock(held.relation().name(), held.mode().text()))
            .toList(),
        seen.names(seen.rewrites()),
        seen.names(seen.scans()),
        seen.before().relations().values().stream()
            .filter(relation -> relation.isIndex() || relation.kind() == 'S')
            .map(Relation::name)
            .filter(name -> isTouched(seen, name))
            .toList());
  }

  private static boolean isTouched(Observation seen, String name) {
    return seen.names(seen.rewrites()).contains(name)
        || seen.locks().stream().anyMatch(held -> held.relation().name().equals(name));
  }

  private static List<FiredHint> findings(
      MigrationTrace trace, TableStats stats, List<String> everywhere) {
    List<FiredHint> found = new ArrayList<>();
    for (int i = 0; i < trace.observations().size(); i++) {
      for (Hint hint : Hints.ALL) {
        for (Hint.Match match : hint.rule().matches(trace, i)) {
          TableStats.Table table =
              match.table() == null ? null : stats.of(match.table().name()).orElse(null);
          String migration = trace.step().id().toString();
          String allowed = allowed(trace.step(), hint.id(), everywhere);
          found.add(new FiredHint(hint, match, migration, i + 1, table, allowed));
        }
      }
    }
    return found;
  }

  /** The migration's own reason says more than the setting. */
  private static String allowed(Step step, String id, List<String> everywhere) {
    return step.available().allows().stream()
        .filter(one -> one.id().equals(id))
        .map(AllowedHazard::because)
        .findFirst()
        .orElse(everywhere.contains(id) ? "allowHazards" : null);
  }
}
