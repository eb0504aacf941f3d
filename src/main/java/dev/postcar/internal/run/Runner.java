package dev.postcar.internal.run;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.internal.history.HistoryMoved;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.plan.Plan;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.session.Session;
import dev.postcar.result.MigrationResult;
import java.util.List;

/**
 * Runs the steps of a plan in order, each in its own transaction or outside any, or all in one.
 *
 * @param steps how each is sent
 * @param failures what is done where one fails
 * @param progress what is finished is added at once
 */
record Runner(StepRun steps, Failures failures, RunProgress progress, HookCalls hooks)
    implements AutoCloseable {

  /**
   * Runs a plan.
   *
   * @param recorded what the plan was made on
   * @param setup statements that create or upgrade the bookkeeping inside the one transaction
   * @throws HistoryMoved if another runner has written since
   * @throws ConnectionLost if the connection went away
   * @throws dev.postcar.PostcarException.MigrationFailed if a migration failed
   */
  void run(Plan plan, Recorded recorded, String setup) {
    Session session = steps.session();
    String operation = progress.operation();
    if (!plan.isEmpty() && plan.mode() != Target.Mode.DRY_RUN) {
      progress.sending();
    }
    List<MigrationResult> done = progress.done();
    StepText.Composer composer =
        new StepText.Composer(
            session.state(),
            steps.text(),
            new ViewPart.Composer(steps.text().views(), operation),
            session.options(),
            operation,
            recorded.rows().isEmpty() ? first(plan) : null);
    if (plan.mode() != Target.Mode.EACH) {
      plan.steps().forEach(step -> hooks.beforeEach(plan, step, failures));
      done.addAll(
          new SingleTransaction(steps, composer, failures, plan).run(recorded.generation(), setup));
      hooks.afterEach(plan, done, failures);
      return;
    }
    SeparateTransactions transactions =
        new SeparateTransactions(steps, composer, failures, plan, done);
    long generation = recorded.generation();
    int index = 0;
    while (index < plan.steps().size()) {
      failures.refuseIfInterrupted(plan, index);
      hooks.beforeEach(plan, plan.steps().get(index), failures);
      if (hooks.each()) {
        failures.refuseIfInterrupted(plan, index);
      }
      if (plan.steps().get(index).isTransactional()) {
        Pipeline pipeline = hooks.each() ? null : transactions.next(index, generation);
        int ran =
            pipeline == null
                ? transactions.runOne(index, 1, generation)
                : transactions.runBatch(pipeline, index, generation);
        generation += ran;
        index += ran;
      } else {
        generation = outside(plan, index, generation);
        index++;
      }
      hooks.afterEach(plan, done, failures);
    }
  }

  private static MigrationId first(Plan plan) {
    return plan.steps().stream().filter(Step::isMigration).map(Step::id).findFirst().orElse(null);
  }

  private long outside(Plan plan, int index, long generation) {
    Step step = plan.steps().get(index);
    steps.session().server().refusePooled(step.id());
    String sql = steps.sqlOf(step);
    steps.started(step, sql);
    Journal journal = new Journal(steps, progress.operation(), step, generation);
    try {
      long moved =
          step.isCode()
              ? new OutsideCode(steps, step, journal).run()
              : new OutsideSql(steps, step, journal, sql).run();
      steps.finished(List.of(step), progress.done());
      return moved;
    } catch (Journal.StatementFailed e) {
      throw failures.failOutside(plan, index, e);
    } catch (PostcarException.Refusal e) {
      // Nothing of this step was done; with nothing before it that is all there is to say.
      throw progress.done().isEmpty()
          ? new PostcarException.Refusal(
              e.commandLineMessage(), e.getCause(), progress.resultSoFar())
          : e;
    }
  }

  /** Ends the watch. */
  @Override
  public void close() {
    steps.watch().close();
  }
}
