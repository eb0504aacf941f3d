package dev.postcar.internal.run;

import dev.postcar.internal.history.HistoryText;
import dev.postcar.internal.plan.Plan;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.session.BookkeepingFailure;
import dev.postcar.internal.session.RawMessage;
import dev.postcar.internal.session.Retry;
import dev.postcar.internal.session.Session;
import dev.postcar.result.MigrationResult;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Runs steps each in a transaction of its own: one a message, or many. */
final class SeparateTransactions {

  private final StepRun steps;
  private final Session session;
  private final StepText.Composer composer;
  private final HistoryText text;
  private final Failures failures;
  private final Plan plan;
  private final List<MigrationResult> done;
  private final ComposedAhead ahead = new ComposedAhead();

  SeparateTransactions(
      StepRun steps,
      StepText.Composer composer,
      Failures failures,
      Plan plan,
      List<MigrationResult> done) {
    this.steps = steps;
    this.session = steps.session();
    this.text = steps.text();
    this.composer = composer;
    this.failures = failures;
    this.plan = plan;
    this.done = done;
  }

  /** The message that begins with a step; null where that step goes alone. */
  Pipeline next(int index, long generation) {
    if (!session.options().pipeline()) {
      return null;
    }
    Pipeline composed = ahead.take(index, generation);
    return composed == null ? compose(index, generation) : composed;
  }

  /**
   * Runs one step in a message of its own.
   *
   * @param firstAttempt 1, or one more for each that was made already
   * @return 1: it has run
   */
  int runOne(int index, int firstAttempt, long generation) {
    Step step = plan.steps().get(index);
    String sql = steps.sqlOf(step);
    for (int attempt = firstAttempt; ; attempt++) {
      UUID id = UUID.randomUUID();
      StepText stepText =
          composer.withViews(step, composer.each(step, sql, generation, id), steps.upsOf(step));
      RawMessage.Answer answer = steps.run(step, stepText);
      if (isCommitted(answer)) {
        failures.forget();
        steps.finished(List.of(step), done);
        return 1;
      }
      pauseOrFail(index, failures.judge(step, id, stepText, answer), attempt);
    }
  }

  /** Runs steps that follow each other in one message; returns how many have run. */
  int runBatch(Pipeline pipeline, int index, long generation) {
    int count = pipeline.size();
    composeAhead(index + count, generation + count);
    RawMessage.Answer answer = steps.run(pipeline);
    if (isCommitted(answer)) {
      steps.finished(pipeline.steps(), done);
      return count;
    }
    failures.restore(pipeline.inFlight(), answer);
    if (Pipeline.isUnread(answer)) {
      // The position may lie behind the culprit: those before it first, then that one alone.
      int before = pipeline.partAt(answer.error());
      return before > 1
          ? runBatch(pipeline(index, before, generation), index, generation)
          : runOne(index, 1, generation);
    }
    int committed = committed(pipeline);
    if (committed > 0) {
      makeDurable(pipeline);
      steps.finished(pipeline.steps().subList(0, committed), done);
    }
    if (committed == count) {
      return count;
    }
    RawMessage.Answer own = pipeline.answerOf(committed, answer);
    if (own == null) {
      return committed + runOne(index + committed, 1, generation + committed);
    }
    Pipeline.Part failed = pipeline.part(committed);
    int before = pipeline.codePointsBefore(committed);
    pauseOrFail(
        index + committed, FailureClassification.of(failed.step(), failed.text(), own, before), 1);
    return committed + runOne(index + committed, 2, generation + committed);
  }

  /** The next message, while the server is at this one. A stored rollback is read from it. */
  private void composeAhead(int index, long generation) {
    if (plan.steps().stream().noneMatch(Step::storedSql)) {
      ahead.begin(index, generation, () -> compose(index, generation));
    }
  }

  private Pipeline compose(int index, long generation) {
    int count = index < plan.steps().size() ? Pipeline.batchSize(plan.steps(), index) : 0;
    return count < 2 ? null : pipeline(index, count, generation);
  }

  private Pipeline pipeline(int index, int count, long generation) {
    Pipeline pipeline = new Pipeline();
    for (int i = 0; i < count; i++) {
      Step step = plan.steps().get(index + i);
      InFlight inFlight = new InFlight(step, UUID.randomUUID());
      pipeline.add(
          inFlight,
          composer.each(
              step,
              steps.sqlOf(step),
              generation + i,
              inFlight.attempt(),
              i == 0 ? List.of() : steps.lock().tidyBetween(),
              i == count - 1));
    }
    return pipeline;
  }

  private boolean isCommitted(RawMessage.Answer answer) {
    return answer.error() == null && RawMessage.isIdle(session.connection());
  }

  /** The history alone knows; the count of answers only says which statement it was. */
  private int committed(Pipeline pipeline) {
    List<UUID> attempts = pipeline.inFlight().stream().map(InFlight::attempt).toList();
    try {
      return Integer.parseInt(session.rows(text.committed(attempts)).get(0).get(0));
    } catch (SQLException e) {
      if (session.isLost(e)) {
        throw new ConnectionLost(pipeline.inFlight(), e);
      }
      throw BookkeepingFailure.of(e, session.options());
    }
  }

  /** The commits before the failed one did not wait for the disk; one that does covers them. */
  private void makeDurable(Pipeline pipeline) {
    SQLException error = touch();
    if (error != null && !session.isLost(error)) {
      // A cancel that came late, for one.
      session.send("rollback");
      error = touch();
    }
    if (error != null) {
      if (session.isLost(error)) {
        throw new ConnectionLost(pipeline.inFlight(), error);
      }
      session.send("rollback");
      throw BookkeepingFailure.of(error, session.options());
    }
  }

  private SQLException touch() {
    return session.send(session.writing(text.touch())).error();
  }

  private void pauseOrFail(int index, FailureClassification verdict, int attempt) {
    if (!verdict.mayPass() || attempt > session.options().retries()) {
      throw failures.fail(plan, index, verdict, attempt, steps.watch().blockers());
    }
    failures.remember(verdict);
    FailureText text = verdict.text();
    steps.retrying(text.step(), attempt, text.sqlState(), text.reason());
    Retry.pause(attempt - 1);
    failures.refuseIfInterrupted(plan, index);
  }
}
