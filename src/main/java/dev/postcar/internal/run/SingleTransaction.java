package dev.postcar.internal.run;

import dev.postcar.Target;
import dev.postcar.internal.plan.Plan;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.session.RawMessage;
import dev.postcar.internal.session.Session;
import dev.postcar.result.MigrationResult;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Runs all steps in one transaction, which is committed, or rolled back for a dry run. */
final class SingleTransaction {

  private final StepRun steps;
  private final Session session;
  private final StepText.Composer composer;
  private final Failures failures;
  private final Plan plan;
  private final List<MigrationResult> together = new ArrayList<>();
  private InFlight last;

  SingleTransaction(StepRun steps, StepText.Composer composer, Failures failures, Plan plan) {
    this.steps = steps;
    this.session = steps.session();
    this.composer = composer;
    this.failures = failures;
    this.plan = plan;
  }

  /**
   * Runs them; nothing counts as done before the one commit.
   *
   * @param setup statements that create or upgrade the bookkeeping; may be empty
   * @throws ConnectionLost with all that is committed if the last one is
   */
  List<MigrationResult> run(long generation, String setup) {
    try {
      begin(setup);
      int index = 0;
      while (index < plan.steps().size()) {
        failures.refuseIfInterrupted(plan, index);
        int count = session.options().pipeline() ? Pipeline.batchSize(plan.steps(), index) : 1;
        part(index, count, generation + index);
        index += count;
      }
      end();
      return together;
    } catch (ConnectionLost e) {
      throw e.inOneWith(together);
    } catch (RuntimeException | Error e) {
      // Also where a reporter fails: what is cleaned up afterwards must not commit a part.
      session.rollback();
      steps.views().clear();
      throw e;
    } finally {
      steps.cleanUp();
    }
  }

  private void begin(String setup) {
    String begin = String.join(";\n", composer.begin(plan.steps().get(0))) + ";\n" + setup;
    RawMessage.Answer opened = session.send(begin);
    if (opened.error() != null) {
      throw failures.setup(opened.error());
    }
  }

  private void part(int index, int count, long generation) {
    List<Step> own = plan.steps().subList(index, index + count);
    Pipeline pipeline = new Pipeline();
    for (int i = 0; i < count; i++) {
      InFlight inFlight = new InFlight(own.get(i), UUID.randomUUID());
      String sql = steps.sqlOf(own.get(i));
      StepText text = composer.inOne(own.get(i), sql, generation + i, inFlight.attempt());
      pipeline.add(inFlight, composer.withViews(own.get(i), text, steps.upsOf(own.get(i))));
      // What changes views alone leaves no attempt in the history by which it could be found again.
      if (last == null || own.get(i).isMigration()) {
        last = inFlight;
      }
    }
    RawMessage.Answer answer =
        count == 1 ? steps.run(own.get(0), pipeline.part(0).text()) : steps.run(pipeline);
    if (answer.error() != null) {
      failures.restore(pipeline.inFlight(), answer);
      int failed = pipeline.failedPart(answer);
      // More answers than commands, or none at all: then only the error itself tells.
      RawMessage.Answer counted = pipeline.answerOf(failed, answer);
      RawMessage.Answer ofFailed = counted == null ? answer : counted;
      throw fail(
          index + failed,
          FailureClassification.of(
              own.get(failed),
              pipeline.part(failed).text(),
              ofFailed,
              pipeline.codePointsBefore(failed)));
    }
    steps.finished(own, together);
  }

  private void end() {
    int end = plan.steps().size() - 1;
    failures.refuseIfInterrupted(plan, end);
    if (RawMessage.isFailed(session.connection())) {
      // Its commit would be answered by a rollback, and no error.
      throw failures.setup(new SQLException("its transaction was aborted", "25P02"));
    }
    RawMessage.Answer ended =
        session.send(plan.mode() == Target.Mode.DRY_RUN ? "rollback" : session.state().commit());
    if (ended.error() != null) {
      StepText commit = new StepText(List.of(), "", "commit");
      throw fail(end, failures.judge(last.step(), last.attempt(), commit, ended));
    }
    if (plan.mode() != Target.Mode.DRY_RUN) {
      steps.notices().keep(session, steps.text());
    }
  }

  private RuntimeException fail(int index, FailureClassification verdict) {
    return failures.fail(plan, index, verdict, 1, steps.watch().blockers());
  }
}
