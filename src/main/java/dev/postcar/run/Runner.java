package dev.postcar.run;

import dev.postcar.Done;
import dev.postcar.Reporter;
import dev.postcar.Target;
import dev.postcar.history.HistoryText;
import dev.postcar.monitor.Watch;
import dev.postcar.plan.Plan;
import dev.postcar.plan.Step;
import dev.postcar.report.Event;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** Runs the steps of a plan, one after the other, each in its own transaction or all in one. */
final class Runner {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final Session session;
  private final RunnerLock lock;
  private final Reporter reporter;
  private final Interruption interruption;
  private final Watch watch;
  private final String operation;
  private final StepText.Composer composer;
  private final HistoryText text;
  private final Failures failures;
  private final List<Done> done;
  private long generation;

  Runner(
      Session session,
      RunnerLock lock,
      Reporter reporter,
      Interruption interruption,
      Watch watch,
      String operation,
      HistoryText text,
      Failures failures,
      List<Done> done) {
    this.session = session;
    this.lock = lock;
    this.reporter = reporter;
    this.interruption = interruption;
    this.watch = watch;
    this.operation = operation;
    this.text = text;
    this.composer = new StepText.Composer(session.state(), text, session.options(), operation);
    this.failures = failures;
    this.done = done;
  }

  /**
   * Runs a plan; what is finished is added to the list of done ones at once.
   *
   * @param plan what to do
   * @param atGeneration the generation that the plan was made on
   * @param setup statements that create or upgrade the bookkeeping inside the one transaction
   * @throws HistoryMoved if another runner has written since
   * @throws ConnectionLost if the connection went away
   * @throws dev.postcar.PostcarException.MigrationFailed if a migration failed
   */
  void run(Plan plan, long atGeneration, String setup) {
    generation = atGeneration;
    if (plan.mode() != Target.Mode.EACH) {
      allInOne(plan, setup);
      return;
    }
    for (int i = 0; i < plan.steps().size(); i++) {
      failures.refuseIfInterrupted(plan, i);
      if (plan.steps().get(i).isTransactional()) {
        inItsOwn(plan, i);
      } else {
        outside(plan, i);
      }
    }
  }

  private void inItsOwn(Plan plan, int index) {
    Step step = plan.steps().get(index);
    String sql = started(step);
    for (int attempt = 1; ; attempt++) {
      UUID id = UUID.randomUUID();
      StepText stepText = composer.each(step, sql, generation, id);
      RawMessage.Answer answer = step.isCode() ? code(step, stepText) : sql(step, stepText);
      if (answer.error() == null && RawMessage.isIdle(session.connection())) {
        generation++;
        finished(step, done);
        return;
      }
      Failures.Verdict verdict = failures.judge(step, id, stepText, answer);
      if (verdict.mayPass() && attempt <= session.options().retries()) {
        failures.remember(verdict);
        reporter.on(verdict.retrying(attempt, watch.blockers()));
        Retry.pause(attempt - 1, FIRST_PAUSE, LONGEST_PAUSE);
        failures.refuseIfInterrupted(plan, index);
      } else {
        throw failures.fail(plan, index, verdict, attempt, watch.blockers());
      }
    }
  }

  private void outside(Plan plan, int index) {
    Step step = plan.steps().get(index);
    failures.refusePooled(step);
    String sql = started(step);
    Journal journal =
        new Journal(session, text, interruption, watch, reporter, operation, step, generation);
    try {
      generation = journal.run(sql);
      finished(step, done);
    } catch (Journal.StatementFailed e) {
      throw failures.failOutside(plan, index, e);
    }
  }

  private void allInOne(Plan plan, String setup) {
    List<Done> together = new ArrayList<>();
    try {
      allInOne(plan, setup, together);
    } catch (ConnectionLost e) {
      throw e.inOneWith(together);
    }
    done.addAll(together);
  }

  /** Nothing counts as done before the one commit. */
  private void allInOne(Plan plan, String setup, List<Done> together) {
    List<Step> steps = plan.steps();
    String begin = String.join(";\n", composer.begin(steps.get(0))) + ";\n" + setup;
    RawMessage.Answer begun = session.send(begin);
    if (begun.error() != null) {
      throw failures.setup(begun.error());
    }
    UUID id = null;
    for (int i = 0; i < steps.size(); i++) {
      failures.refuseIfInterrupted(plan, i);
      Step step = steps.get(i);
      String sql = started(step);
      id = UUID.randomUUID();
      StepText stepText = composer.inOne(step, sql, generation, id);
      RawMessage.Answer answer = step.isCode() ? code(step, stepText) : sql(step, stepText);
      if (answer.error() != null) {
        throw failures.fail(
            plan, i, failures.judge(step, id, stepText, answer), 1, watch.blockers());
      }
      generation++;
      finished(step, together);
    }
    RawMessage.Answer ended =
        session.send(plan.mode() == Target.Mode.DRY_RUN ? "rollback" : "commit");
    if (ended.error() != null) {
      int last = steps.size() - 1;
      StepText commit = new StepText(List.of(), "", "commit");
      throw failures.fail(plan, last, failures.judge(steps.get(last), id, commit, ended), 1, "");
    }
  }

  private RawMessage.Answer sql(Step step, StepText stepText) {
    interruption.running(session.connection());
    watch.begin();
    try {
      return session.send(stepText.message(), saying(step));
    } finally {
      watch.end();
      interruption.settling();
    }
  }

  /** The Java code between the two halves of its transaction, in place of the SQL. */
  private RawMessage.Answer code(Step step, StepText stepText) {
    CodeRun run = new CodeRun(step, session.connection(), reporter);
    RawMessage.Answer opened = session.send(stepText.prefix());
    if (opened.error() != null) {
      return opened;
    }
    interruption.running(session.connection());
    Throwable thrown = run.run();
    interruption.settling();
    RawMessage.Answer answer;
    if (thrown != null) {
      answer = new RawMessage.Answer(opened.completed(), Failures.asSql(thrown));
      if (!stepText.closing().endsWith("commit")) {
        return answer;
      }
      session.send("rollback");
    } else {
      answer = session.send(stepText.closing());
      answer = new RawMessage.Answer(opened.completed() + answer.completed(), answer.error());
    }
    run.cleanup();
    return answer;
  }

  private String started(Step step) {
    String sql = sqlOf(step);
    if (step.runs()) {
      reporter.on(
          new Event.MigrationStarted(
              step.id(), step.direction(), step.isCode() ? null : sql, step.storedSql()));
    }
    return sql;
  }

  private String sqlOf(Step step) {
    String sql = step.storedSql() ? session.storedRollback(step.row().row()) : step.ownSql();
    return sql == null ? "" : sql;
  }

  private Consumer<SQLWarning> saying(Step step) {
    return notice -> reporter.on(new Event.Said(step.id(), notice.getMessage()));
  }

  /** Asks how long it took, releases what it has left locked, and looks after the runner lock. */
  private void finished(Step step, List<Done> into) {
    long millis = 0;
    boolean held = true;
    try {
      String query = lock.tidy() + text.newestDurations(20, lock.heldExpression());
      boolean committed = RawMessage.isIdle(session.connection());
      for (List<String> row : committed ? session.rows(query) : session.rowsInTransaction(query)) {
        held = row.get(3).equals("t");
        boolean own =
            row.get(0).equals(step.id().packageName()) && row.get(1).equals(step.id().name());
        if (own && millis == 0) {
          millis = Long.parseLong(row.get(2));
        }
      }
    } catch (SQLException e) {
      // The migration is applied all the same; only how long it took is not known.
    }
    into.add(new Done(step.id().toString(), millis));
    if (step.runs()) {
      reporter.on(new Event.MigrationFinished(step.id(), step.direction(), millis));
    }
    if (!held) {
      lock.takeAgain(reporter);
    }
  }
}
