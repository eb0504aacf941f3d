package dev.postcar.internal.operation;

import dev.postcar.MigrationId;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.scratch.ScratchDatabase;
import dev.postcar.internal.source.Migrations;
import dev.postcar.options.RehearseOptions;
import dev.postcar.result.RehearseResult;
import dev.postcar.result.RehearseResult.Figures;
import dev.postcar.result.RehearseResult.RehearsedMigration;
import dev.postcar.result.RehearseResult.RehearsedStatement;
import dev.postcar.result.SaferResult.Rehearsed;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToLongFunction;

/** The original and the safe form of a migration, each on rows and under traffic. */
record SaferRehearsal(Scratch scratch, RehearseOptions options) {

  /**
   * Runs one of the two.
   *
   * @param form which
   * @param migrations with this form
   * @param measured the form
   * @param planning of these migrations
   * @param also tables that have traffic in any case
   */
  Rehearsed of(
      String form,
      Migrations migrations,
      Planning planning,
      Set<MigrationId> measured,
      Set<String> also) {
    scratch.tell("safer: rehearsing the " + form);
    List<Step> steps = planning.onEmptyDatabase().steps().stream().filter(Step::runs).toList();
    int first = 0;
    while (!measured.contains(steps.get(first).id())) {
      first++;
    }
    ScratchRehearsal rehearsal =
        new ScratchRehearsal(
            scratch,
            steps.subList(0, first),
            steps.stream().filter(step -> measured.contains(step.id())).toList(),
            "the " + form,
            options);
    try (ScratchDatabase database = scratch.open(migrations)) {
      return summary(form, rehearsal.run(database, scratch::restoreConfigured, also));
    }
  }

  private static Rehearsed summary(String form, RehearseResult result) {
    List<RehearsedStatement> statements =
        result.migrations().stream().flatMap(one -> one.statements().stream()).toList();
    if (statements.isEmpty()) {
      return new Rehearsed(form, false, 0, 0, 0, 0, 0, 0, result.notes().get(0));
    }
    String failure =
        result.migrations().stream()
            .map(RehearsedMigration::failure)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    return new Rehearsed(
        form,
        true,
        statements.stream().mapToLong(RehearsedStatement::durationMs).sum(),
        worst(statements, figures -> figures.readers().maxWaitMs()),
        worst(statements, figures -> figures.writers().maxWaitMs()),
        worst(statements, SaferRehearsal::p99),
        p99(result.before()),
        result.timeline().stream().filter(one -> one.sqlState() != null).count(),
        failure);
  }

  private static long p99(Figures figures) {
    return Math.max(figures.readers().p99Micros(), figures.writers().p99Micros());
  }

  private static long worst(List<RehearsedStatement> statements, ToLongFunction<Figures> figure) {
    return statements.stream().map(RehearsedStatement::traffic).mapToLong(figure).max().orElse(0);
  }
}
