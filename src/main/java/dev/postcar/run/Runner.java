package dev.postcar.run;

import dev.postcar.Done;
import dev.postcar.Target;
import dev.postcar.plan.Plan;
import dev.postcar.plan.Step;
import java.util.List;

/**
 * Runs the steps of a plan in order, each in its own transaction or outside any, or all in one.
 *
 * @param steps how each is sent
 * @param operation the command, for the event log
 * @param failures what is done where one fails
 * @param done what is finished is added at once
 */
record Runner(StepRun steps, String operation, Failures failures, List<Done> done) {

  /**
   * Runs a plan.
   *
   * @param plan what to do
   * @param atGeneration the generation that the plan was made on
   * @param setup statements that create or upgrade the bookkeeping inside the one transaction
   * @throws HistoryMoved if another runner has written since
   * @throws ConnectionLost if the connection went away
   * @throws dev.postcar.PostcarException.MigrationFailed if a migration failed
   */
  void run(Plan plan, long atGeneration, String setup) {
    Session session = steps.session();
    StepText.Composer composer =
        new StepText.Composer(
            session.state(),
            steps.text(),
            new ViewPart.Composer(steps.text().views(), operation),
            session.options(),
            operation);
    if (plan.mode() != Target.Mode.EACH) {
      done.addAll(new SingleTransaction(steps, composer, failures, plan).run(atGeneration, setup));
      return;
    }
    SeparateTransactions transactions =
        new SeparateTransactions(steps, composer, failures, plan, done);
    long generation = atGeneration;
    int index = 0;
    while (index < plan.steps().size()) {
      failures.refuseIfInterrupted(plan, index);
      if (plan.steps().get(index).isTransactional()) {
        int count = transactions.reach(index);
        int ran =
            count == 1
                ? transactions.alone(index, 1, generation)
                : transactions.together(index, count, generation);
        generation += ran;
        index += ran;
      } else {
        generation = outside(plan, index, generation);
        index++;
      }
    }
  }

  private long outside(Plan plan, int index, long generation) {
    Step step = plan.steps().get(index);
    failures.refusePooled(step);
    String sql = steps.sqlOf(step);
    steps.started(step, sql);
    Journal journal = new Journal(steps, operation, step, generation);
    try {
      long moved = step.isCode() ? new OutsideCode(steps, step, journal).run() : journal.run(sql);
      steps.finished(List.of(step), done);
      return moved;
    } catch (Journal.StatementFailed e) {
      throw failures.failOutside(plan, index, e);
    }
  }
}
